//! The open pseudonym key: its file waits here, or is away on a thread while something is done with it.
//!
//! Opening a key takes as long as its passphrase is strong, and writing waits for the disk: neither
//! happens in a frame.

use crate::exchange::pseudonyms::read_pseudonyms;
use crate::model::{Pseudonym, merge_pseudonyms};
use crate::study::{KeyFile, Passphrase};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// Something to be done with a key.
#[derive(Clone, Debug)]
pub enum KeyRequest {
    /// Makes a key and opens it.
    Create(PathBuf, Passphrase),
    /// Opens a key.
    Open(PathBuf, Passphrase),
    /// Gives the open key another passphrase.
    ChangePassphrase(Passphrase),
    /// Writes its list: what the page was shown, changed. What another program wrote meanwhile stays,
    /// and is shown with it.
    SetList(Vec<Pseudonym>),
    /// Takes lines in from a table.
    Import(PathBuf),
    /// Puts it away. The list goes into it first, where there is one: what is refused of it waits for
    /// the key.
    Close(Option<Vec<Pseudonym>>),
}

/// Why nothing can be done with a key.
const CLOSED: &str = "the key is closed; open it again";

/// What came of it: a line to tell, or what went wrong.
pub(in crate::ui) type Told = Result<Option<String>, String>;

/// Where the key is.
#[derive(Default)]
pub(in crate::ui) struct Keyring {
    key: Option<KeyFile>,
    back: Option<mpsc::Receiver<(Option<KeyFile>, Told)>>,
    /// The list as it was when the key was last here.
    list: Vec<Pseudonym>,
    path: Option<PathBuf>,
    /// What is being written into it.
    sent: Option<Vec<Pseudonym>>,
    /// What was written last, until somebody asks.
    written: Option<Vec<Pseudonym>>,
    /// Taken along by work that needs the study too.
    away: bool,
    /// Grows with every change of the list.
    pub(in crate::ui) revision: u64,
}

impl Keyring {
    /// The list of the open key; empty while none is open.
    pub(in crate::ui) fn list(&self) -> &[Pseudonym] {
        &self.list
    }

    /// One whose key is away; the page must not need it.
    #[cfg(test)]
    pub(super) fn holding(
        path: &str,
        list: Vec<Pseudonym>,
        written: Option<Vec<Pseudonym>>,
    ) -> Self {
        Self { list, written, path: Some(PathBuf::from(path)), ..Self::default() }
    }

    /// Where the open key lies.
    pub(in crate::ui) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// True while something is done with it.
    pub(in crate::ui) fn is_busy(&self) -> bool {
        self.back.is_some() || self.away
    }

    /// Takes the key out, for work that needs the study too.
    pub(in crate::ui) fn take(&mut self) -> Option<KeyFile> {
        self.away = self.key.is_some();
        self.key.take()
    }

    /// Puts it back.
    pub(in crate::ui) fn put(&mut self, key: Option<KeyFile>) {
        self.list = key.as_ref().map(|key| key.list().to_vec()).unwrap_or_default();
        self.path = key.as_ref().map(|key| key.path().to_owned());
        self.key = key;
        self.away = false;
        self.revision += 1;
    }

    /// What was written into the key since this was asked last: by it the page knows what was typed
    /// since.
    pub(super) fn take_written(&mut self) -> Option<Vec<Pseudonym>> {
        self.written.take()
    }

    /// Waits for a key that is being written: the study is locked, or the window closes.
    pub(in crate::ui) fn come_home(&mut self) {
        let Some(back) = &self.back else { return };
        if let Ok((key, told)) = back.recv_timeout(std::time::Duration::from_secs(10)) {
            self.came_back(key, &told);
        }
    }

    fn came_back(&mut self, key: Option<KeyFile>, told: &Told) {
        self.back = None;
        let sent = self.sent.take();
        if told.is_ok() && sent.is_some() {
            self.written = sent;
        }
        self.put(key);
    }

    /// Writes the list at once: there is no later.
    pub(in crate::ui) fn write(&mut self, list: Vec<Pseudonym>) -> Result<(), String> {
        let busy = self.is_busy();
        let Some(key) = &mut self.key else {
            let why = if busy { "the key is busy; try again in a moment" } else { CLOSED };
            return Err(why.to_owned());
        };
        let done = key.set_list(&list);
        // Also where it was refused: another program may have written to it.
        self.list = key.list().to_vec();
        self.revision += 1;
        done.map_err(|error| error.to_string())?;
        self.written = Some(list);
        Ok(())
    }

    /// Does something with the key, away from the screen. What is asked for meanwhile is refused: the
    /// page offers nothing while the key is away.
    pub(in crate::ui) fn start(&mut self, request: KeyRequest, ctx: &egui::Context) -> bool {
        if self.is_busy() {
            return false;
        }
        let key = self.key.take();
        if matches!(request, KeyRequest::Close(None)) {
            self.put(None);
            return true;
        }
        self.sent = match &request {
            KeyRequest::SetList(list) | KeyRequest::Close(Some(list)) => Some(list.clone()),
            _ => None,
        };
        let (send, back) = mpsc::channel();
        let ctx = ctx.clone();
        let work = move || {
            send.send(act(key, request)).ok();
            ctx.request_repaint();
        };
        if std::thread::Builder::new().name("postil-key".to_owned()).spawn(work).is_ok() {
            self.back = Some(back);
        } else {
            // The key went into the closure that never ran; it was closed by its drop.
            self.sent = None;
            self.put(None);
        }
        true
    }

    /// What has come of it; `None` while it goes on.
    pub(in crate::ui) fn poll(&mut self) -> Option<Told> {
        match self.back.as_ref()?.try_recv() {
            Ok((key, told)) => {
                self.came_back(key, &told);
                Some(told)
            }
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => {
                (self.back, self.sent) = (None, None);
                self.put(None);
                Some(Err("A mistake of ours ended this work; open the key again".to_owned()))
            }
        }
    }
}

fn act(key: Option<KeyFile>, request: KeyRequest) -> (Option<KeyFile>, Told) {
    let opened = |key: Option<KeyFile>, made: Result<KeyFile, crate::study::KeyError>| match made {
        Ok(made) => (Some(made), Ok(None)),
        Err(error) => (key, Err(error.to_string())),
    };
    match (request, key) {
        (KeyRequest::Create(path, passphrase), key) => {
            opened(key, KeyFile::create(&path, &passphrase))
        }
        (KeyRequest::Open(path, passphrase), key) => opened(key, KeyFile::open(&path, &passphrase)),
        (KeyRequest::ChangePassphrase(passphrase), Some(key)) => {
            match key.change_passphrase(&passphrase) {
                Ok(key) => (Some(key), Ok(Some("The key has another passphrase".to_owned()))),
                Err(error) => (None, Err(format!("{error}; open the key again"))),
            }
        }
        (KeyRequest::SetList(list), Some(mut key)) => match key.set_list(&list) {
            Ok(()) => (Some(key), Ok(None)),
            Err(error) => (Some(key), Err(error.to_string())),
        },
        (KeyRequest::Import(path), Some(mut key)) => {
            let told = import(&mut key, &path);
            (Some(key), told)
        }
        (KeyRequest::Close(Some(list)), Some(mut key)) => {
            (None, key.set_list(&list).map(|()| None).map_err(|error| error.to_string()))
        }
        (KeyRequest::Close(None), _) => (None, Ok(None)),
        // Nobody is told that it was done.
        (_, None) => (None, Err(CLOSED.to_owned())),
    }
}

fn import(key: &mut KeyFile, path: &Path) -> Told {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = std::fs::read(path).map_err(|error| format!("{error}: {}", path.display()))?;
    let table = read_pseudonyms(&name, &bytes).map_err(|error| format!("{error}: {name}"))?;
    let mut list = key.list().to_vec();
    let (fresh, changed) = merge_pseudonyms(&mut list, table.lines);
    key.set_list(&list).map_err(|error| error.to_string())?;
    let mut told = format!("{fresh} added to the key, {changed} changed");
    if let Some(first) = table.refused.first() {
        told.push_str(&format!("; {} not taken, such as {first}", table.refused.len()));
    }
    Ok(Some(told))
}
