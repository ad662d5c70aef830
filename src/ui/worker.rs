//! Questions that may take longer than a frame: asked again and again, answered from memory while
//! the question stays the same, and on a thread of their own when the study is large.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// From this many codings on, questions are answered away from the screen.
pub const LARGE: usize = 30_000;

/// The newest answer to a question that changes. The old answer stays until the new one is there.
///
/// At most one thread is at work: a question that comes up meanwhile waits for it and only the newest
/// one is asked then, so nobody can pile up work by clicking.
pub struct Answers<K, T> {
    known: Option<(K, T)>,
    pending: Option<(K, Receiver<T>)>,
}

impl<K, T> Default for Answers<K, T> {
    fn default() -> Self {
        Self { known: None, pending: None }
    }
}

impl<K: PartialEq + Clone, T: Send + 'static> Answers<K, T> {
    /// Asks. `away`: on a thread named `name`, which wakes the screen when it is done. Gives back
    /// true when there is a new answer.
    pub fn ask(
        &mut self,
        ctx: &egui::Context,
        key: &K,
        (away, name): (bool, &str),
        work: impl FnOnce() -> T + Send + 'static,
    ) -> bool {
        let mut fresh = false;
        if let Some((asked, receiver)) = &self.pending {
            match receiver.try_recv() {
                Ok(answer) => {
                    self.known = Some((asked.clone(), answer));
                    self.pending = None;
                    fresh = true;
                }
                Err(TryRecvError::Empty) => return false,
                // It broke: the question is asked again below.
                Err(TryRecvError::Disconnected) => self.pending = None,
            }
        }
        if self.known.as_ref().is_some_and(|(known, _)| known == key) {
            return fresh;
        }
        if !away {
            self.known = Some((key.clone(), work()));
            return true;
        }
        let (sender, receiver) = channel();
        let ctx = ctx.clone();
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Nobody listens any more when the page is gone: that is no error.
            let heard = sender.send(work()).is_ok();
            if heard {
                ctx.request_repaint();
            }
        });
        if started.is_ok() {
            self.pending = Some((key.clone(), receiver));
        }
        fresh
    }

    /// The newest answer with its question.
    pub fn get(&self) -> Option<(&K, &T)> {
        self.known.as_ref().map(|(key, answer)| (key, answer))
    }

    /// The newest answer, to be changed.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.known.as_mut().map(|(_, answer)| answer)
    }

    /// True while a thread is at work.
    pub fn working(&self) -> bool {
        self.pending.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_answer_stays_until_the_newest_question_is_answered() {
        let ctx = egui::Context::default();
        let mut answers = Answers::default();
        assert!(answers.ask(&ctx, &1, (false, "test"), || 10));
        assert!(!answers.ask(&ctx, &1, (false, "test"), || 11));
        let (gate, closed) = channel::<()>();
        answers.ask(&ctx, &2, (true, "test"), move || {
            let opened = closed.recv();
            if opened.is_ok() { 20 } else { 0 }
        });
        assert!(!answers.ask(&ctx, &3, (true, "test"), || 30));
        assert_eq!(answers.get(), Some((&1, &10)));
        gate.send(()).unwrap();
        let mut tries = 0;
        while answers.get() != Some((&3, &30)) {
            answers.ask(&ctx, &3, (true, "test"), || 30);
            std::thread::sleep(std::time::Duration::from_millis(1));
            tries += 1;
            assert!(tries < 5_000);
        }
        assert!(!answers.working());
    }
}
