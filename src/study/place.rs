//! Whether a folder is copied to other computers: cloud services, synchronised folders, servers.
//!
//! Told by the names of folders, by files those services leave, by variables they set and by the kind
//! of file system. A guess: it warns, it forbids nothing.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Why a place is no good one for interviews.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// Who copies it: `Dropbox`, `a network drive`.
    pub service: String,
    /// It lies on a server rather than being copied there.
    pub network: bool,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.network {
            write!(
                f,
                "This folder is on {}: the interviews leave this computer, and two computers that \
                 work on the study at once damage it. Keep the study on this computer, and put \
                 backups there.",
                self.service
            )
        } else {
            write!(
                f,
                "This folder is copied by {}: the interviews leave this computer for a server or \
                 another one, and a study that is open on two computers at once, or is copied while \
                 it is written, is damaged. Keep the study in a folder that is not copied, and take \
                 it elsewhere as a backup or a copy while it is closed.",
                self.service
            )
        }
    }
}

/// A warning when the place of a study is copied to other computers.
pub fn warning(study: &Path) -> Option<Warning> {
    let study = std::path::absolute(study).unwrap_or_else(|_| study.to_owned());
    let folder = study.parent()?.to_owned();
    // A link may lead into such a folder.
    let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let around = Around {
        variable: &|name| std::env::var_os(name),
        exists: &|path| path.symlink_metadata().is_ok(),
        mounts: &mounts,
    };
    [folder, real].iter().find_map(|folder| around.look(folder))
}

/// What is asked about a place; tests bring their own.
struct Around<'a> {
    variable: &'a dyn Fn(&str) -> Option<OsString>,
    exists: &'a dyn Fn(&Path) -> bool,
    /// `/proc/self/mountinfo`
    mounts: &'a str,
}

/// Beginnings of folder names, in small letters.
const NAMES: [(&str, &str); 21] = [
    ("onedrive", "OneDrive"),
    ("skydrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("google-drive", "Google Drive"),
    ("gdrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("mobile documents", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("icloud", "iCloud"),
    ("icloud drive", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("box sync", "Box"),
    ("box-box", "Box"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud", "pCloud"),
    ("pclouddrive", "pCloud"),
    ("pcloudsync", "pCloud"),
    ("syncthing", "Syncthing"),
];

/// Files that services leave at the top of what they copy.
const MARKERS: [(&str, &str); 10] = [
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".stfolder", "Syncthing"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
    (".boxsync", "Box"),
    (".pcloud", "pCloud"),
];

/// Variables that name such a folder.
const VARIABLES: [(&str, &str); 4] = [
    ("OneDrive", "OneDrive"),
    ("OneDriveConsumer", "OneDrive"),
    ("OneDriveCommercial", "OneDrive"),
    ("DROPBOX_PATH", "Dropbox"),
];

/// Kinds of file systems that are on another computer.
const NETWORK: [(&str, &str); 13] = [
    ("nfs", "a network drive (NFS)"),
    ("nfs4", "a network drive (NFS)"),
    ("cifs", "a network drive (SMB)"),
    ("smb3", "a network drive (SMB)"),
    ("smbfs", "a network drive (SMB)"),
    ("afpfs", "a network drive (AFP)"),
    ("fuse.sshfs", "another computer (SSH)"),
    ("fuse.rclone", "a cloud drive (rclone)"),
    ("fuse.onedriver", "OneDrive"),
    ("fuse.google-drive-ocamlfuse", "Google Drive"),
    ("fuse.gvfsd-fuse", "a network drive"),
    ("davfs", "a network drive (WebDAV)"),
    ("fuse.davfs2", "a network drive (WebDAV)"),
];

impl Around<'_> {
    fn look(&self, folder: &Path) -> Option<Warning> {
        let copied = |service: &str| Warning { service: service.to_owned(), network: false };
        let on = |service: &str| Warning { service: service.to_owned(), network: true };
        // `\\server\share` and `//server/share`; `\\?\C:\` is this computer.
        let written = folder.to_string_lossy();
        let written = written
            .strip_prefix(r"\\?\UNC\")
            .map_or_else(|| written.clone().into_owned(), |rest| format!(r"\\{rest}"));
        let remote = written.starts_with("//") || written.starts_with(r"\\");
        if remote && !written.starts_with(r"\\?\") && !written.starts_with(r"\\.\") {
            return Some(on("a network drive"));
        }
        for (name, service) in VARIABLES {
            let place = (self.variable)(name).map(PathBuf::from);
            if place.is_some_and(|at| at.components().count() > 1 && folder.starts_with(at)) {
                return Some(copied(service));
            }
        }
        // Both kinds of strokes: the path may have been written on another system.
        let parts: Vec<String> =
            written.split(['/', '\\']).map(|part| part.trim().to_lowercase()).collect();
        for part in &parts {
            if let Some((_, service)) = NAMES.iter().find(|(name, _)| begins(part, name)) {
                return Some(copied(service));
            }
        }
        // "Box" alone is too common a word but in one's own folder.
        let home = (self.variable)("HOME").or_else(|| (self.variable)("USERPROFILE"));
        if home.is_some_and(|home| {
            !home.is_empty() && folder.starts_with(Path::new(&home).join("Box"))
        }) {
            return Some(copied("Box"));
        }
        for above in folder.ancestors() {
            let left = MARKERS.iter().find(|(name, _)| (self.exists)(&above.join(name)));
            // Dropbox keeps its settings in the person's own folder, under the same name.
            if let Some((name, service)) = left
                && !(*name == ".dropbox" && self.is_home(above))
            {
                return Some(copied(service));
            }
        }
        self.kind_of(folder)
            .and_then(|kind| NETWORK.iter().find(|(name, _)| *name == kind))
            .map(|(_, service)| on(service))
    }

    fn is_home(&self, folder: &Path) -> bool {
        (self.variable)("HOME").is_some_and(|home| Path::new(&home) == folder)
    }

    /// The kind of file system a folder is on: that of the longest mount point above it, the last one
    /// mounted there.
    fn kind_of(&self, folder: &Path) -> Option<String> {
        let mut best: Option<(usize, String)> = None;
        for line in self.mounts.lines() {
            let Some((left, right)) = line.split_once(" - ") else { continue };
            let (Some(point), Some(kind)) = (left.split(' ').nth(4), right.split(' ').next())
            else {
                continue;
            };
            let point = unescaped(point);
            let depth = Path::new(&point).components().count();
            if folder.starts_with(&point) && best.as_ref().is_none_or(|(most, _)| depth >= *most) {
                best = Some((depth, kind.to_owned()));
            }
        }
        best.map(|(_, kind)| kind)
    }
}

/// True when a folder's name is this one, or goes on with something that is no letter.
fn begins(part: &str, name: &str) -> bool {
    part.strip_prefix(name)
        .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_'))
}

/// Spaces and tabs stand as `\040` and the like in the list of mounts.
fn unescaped(point: &str) -> String {
    let mut parts = point.split('\\');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let octal = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match octal {
            Some(byte) if byte.is_ascii() => {
                text.push(char::from(byte));
                text.push_str(part.get(3..).unwrap_or_default());
            }
            _ => {
                text.push('\\');
                text.push_str(part);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / /mnt/team rw shared:2 - nfs4 server:/team rw
41 22 0:41 / /mnt/win\\040share rw - cifs //server/share rw
42 22 0:42 / /home/ed/far rw - fuse.sshfs ed@host: rw
43 42 8:2 / /home/ed/far/local rw - ext4 /dev/sdb1 rw
44 22 0:44 / /mnt/twice rw - ext4 /dev/sdc1 rw
45 22 0:45 / /mnt/twice rw - smb3 //s/t rw
";

    fn service(folder: &str, there: &[&str], variables: &[(&str, &str)]) -> Option<String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let exists = |path: &Path| there.iter().any(|known| Path::new(known) == path);
        let around = Around { variable: &variable, exists: &exists, mounts: MOUNTS };
        around.look(Path::new(folder)).map(|warning| warning.service)
    }

    #[test]
    fn synchronised_folders_are_known_by_their_names() {
        let check = |folder: &str, expected: Option<&str>| {
            assert_eq!(service(folder, &[], &[]).as_deref(), expected, "{folder}");
        };
        check("/home/ed/OneDrive/study", Some("OneDrive"));
        check("/home/ed/OneDrive - University of X/study", Some("OneDrive"));
        check("/Users/ed/Library/CloudStorage/OneDrive-Uni/study", Some("OneDrive"));
        check(r"C:\Users\ed\OneDrive - Uni\Documents", Some("OneDrive"));
        check("/home/ed/Dropbox", Some("Dropbox"));
        check("/home/ed/Dropbox (Personal)/a", Some("Dropbox"));
        check("/Users/ed/Google Drive/a", Some("Google Drive"));
        check("/Users/ed/Library/CloudStorage/GoogleDrive-ed@x.org/My Drive", Some("Google Drive"));
        check(r"G:\My Drive\study", Some("Google Drive"));
        check("/Users/ed/Library/Mobile Documents/com~apple~CloudDocs/a", Some("iCloud"));
        check(r"C:\Users\ed\iCloudDrive\a", Some("iCloud"));
        check("/Users/ed/Library/CloudStorage/Box-Box/a", Some("Box"));
        check("/home/ed/Box Sync/a", Some("Box"));
        check("/home/ed/Nextcloud/a", Some("Nextcloud"));
        check("/home/ed/ownCloud/a", Some("ownCloud"));
        check("/home/ed/pCloudDrive/a", Some("pCloud"));
        check("/home/ed/pCloud Drive/a", Some("pCloud"));
        check(r"\\server\share\a", Some("a network drive"));
        check(r"\\?\UNC\server\share\a", Some("a network drive"));
        check("//server/share/a", Some("a network drive"));
        // Words that only sound like it.
        for folder in [
            "/home/ed/Documents",
            "/home/ed/dropboxes",
            "/home/ed/notes_dropbox",
            "/home/ed/boxes/Box",
            "/home/ed/nextcloudy",
            r"\\?\C:\Users\ed\Documents",
            r"C:\Users\ed\Documents",
        ] {
            check(folder, None);
        }
    }

    #[test]
    fn and_by_what_services_leave_set_and_mount() {
        let check = |folder, there: &[&str], variables: &[(&str, &str)], expected: Option<&str>| {
            assert_eq!(service(folder, there, variables).as_deref(), expected, "{folder}");
        };
        let home = ("HOME", "/home/ed");
        check("/home/ed/w/a/b", &["/home/ed/w/.stfolder"], &[home], Some("Syncthing"));
        check("/home/ed/w/a", &["/home/ed/w/a/.dropbox.cache"], &[home], Some("Dropbox"));
        check("/home/ed/w/a", &["/home/ed/w/.dropbox"], &[home], Some("Dropbox"));
        check("/home/ed/w/a", &["/home/ed/.dropbox"], &[home], None);
        check("/home/ed/w/a", &["/home/ed/w/.nextcloudsync.log"], &[], Some("Nextcloud"));
        check("/home/ed/w/a", &["/home/ed/w/.owncloudsync.log"], &[], Some("ownCloud"));
        check("/home/ed/w/a", &["/home/ed/v/.stfolder"], &[home], None);
        check("/home/ed/Box/a", &[], &[home], Some("Box"));
        check("/data/one/a", &[], &[("OneDriveCommercial", "/data/one")], Some("OneDrive"));
        check("/data/one/a", &[], &[("OneDrive", "/")], None);
        check("/data/one/a", &[], &[("OneDrive", "")], None);
        check("/mnt/team/x", &[], &[], Some("a network drive (NFS)"));
        check("/mnt/win share/x", &[], &[], Some("a network drive (SMB)"));
        check("/mnt/teams/x", &[], &[], None);
        check("/home/ed/far/x", &[], &[], Some("another computer (SSH)"));
        check("/home/ed/far/local/x", &[], &[], None);
        check("/mnt/twice/x", &[], &[], Some("a network drive (SMB)"));
    }

    #[test]
    #[cfg(unix)]
    fn a_link_into_such_a_folder_is_seen_through() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("Dropbox").join("work");
        std::fs::create_dir_all(&real).unwrap();
        std::os::unix::fs::symlink(&real, folder.path().join("work")).unwrap();
        let found = warning(&folder.path().join("work").join("s.postil")).unwrap();
        assert_eq!(found.service, "Dropbox");
        assert!(found.to_string().contains("copied by Dropbox"));
        assert_eq!(warning(&folder.path().join("s.postil")), None);
    }
}
