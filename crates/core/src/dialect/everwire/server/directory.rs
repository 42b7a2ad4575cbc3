//! Which session a HELLO or a request means.

use std::collections::BTreeMap;
use std::fmt;

use super::attach::gone;
use crate::dialect::everwire::codec::Reject;

/// The sessions of a server. `T` is what the server keeps of a session, or a handle of that.
///
/// A session stays in the directory until [`Directory::remove`]: after its end too, so that a request of it that was
/// lost can be repeated. An ended session refuses new links itself, in [`ServerSession::attach`].
///
/// [`ServerSession::attach`]: super::ServerSession::attach
pub struct Directory<T> {
    by_id: BTreeMap<String, Entry<T>>,
    /// Public ids, by attach id.
    by_attach: BTreeMap<String, String>,
    is_same_key: fn(&str, &str) -> bool,
}

/// What a session is found by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionIds {
    /// The public id, which the server chooses.
    pub id: String,
    /// The secret that belongs to it.
    pub key: String,
    /// The id that the client chose for its first links, before it knew the public one.
    pub attach: String,
}

struct Entry<T> {
    key: String,
    attach: String,
    session: T,
}

impl<T> Directory<T> {
    /// An empty directory. `is_same_key` compares two keys; where an attacker may measure, in constant time.
    #[must_use]
    pub const fn new(is_same_key: fn(&str, &str) -> bool) -> Self {
        Self {
            by_id: BTreeMap::new(),
            by_attach: BTreeMap::new(),
            is_same_key,
        }
    }

    /// The session of this public id, if the key is right.
    ///
    /// # Errors
    ///
    /// A refusal with status 410 if there is no such session, 403 if the key is wrong.
    pub fn authenticate(&self, id: &str, key: &str) -> Result<&T, Reject> {
        let entry = self.entry(id)?;
        if (self.is_same_key)(&entry.key, key) {
            Ok(&entry.session)
        } else {
            Err(wrong_key())
        }
    }

    /// The session of this public id, for a request that proves itself in another way.
    ///
    /// # Errors
    ///
    /// A refusal with status 410 if there is no such session.
    pub fn find(&self, id: &str) -> Result<&T, Reject> {
        self.entry(id).map(|entry| &entry.session)
    }

    /// The session that another link of the same new client has begun; `None` if the HELLO is to begin one, which is also
    /// so for the attach id of a session that was removed.
    #[must_use]
    pub fn find_by_attach(&self, attach: &str) -> Option<&T> {
        let id = self.by_attach.get(attach)?;
        self.by_id.get(id).map(|entry| &entry.session)
    }

    /// Adds a session that has begun. Both of its ids must be new here.
    pub fn insert(&mut self, ids: SessionIds, session: T) {
        let SessionIds { id, key, attach } = ids;
        self.by_attach.insert(attach.clone(), id.clone());
        let entry = Entry {
            key,
            attach,
            session,
        };
        self.by_id.insert(id, entry);
    }

    /// Removes a session with both of its ids; `None` if there is none.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let entry = self.by_id.remove(id)?;
        self.by_attach.remove(&entry.attach);
        Some(entry.session)
    }

    /// Removes all sessions.
    pub fn clear(&mut self) {
        self.by_id.clear();
        self.by_attach.clear();
    }

    /// Every session, in the order of public ids.
    pub fn sessions(&self) -> impl Iterator<Item = &T> {
        self.by_id.values().map(|entry| &entry.session)
    }

    /// How many sessions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    fn entry(&self, id: &str) -> Result<&Entry<T>, Reject> {
        self.by_id.get(id).ok_or_else(gone)
    }
}

/// Keys are secret, and sessions not always printable.
impl<T> fmt::Debug for Directory<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Directory")
            .field("sessions", &self.len())
            .finish_non_exhaustive()
    }
}

fn wrong_key() -> Reject {
    Reject {
        status: 403,
        retry_after: 0,
        message: String::from("wrong key"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A directory of sessions 1 to `count`, each with its number as the id.
    fn directory(count: u32) -> Directory<u32> {
        let mut directory = Directory::new(|left, right| left == right);
        for number in 1..=count {
            directory.insert(ids(number), number);
        }
        directory
    }

    fn ids(number: u32) -> SessionIds {
        SessionIds {
            id: number.to_string(),
            key: format!("key {number}"),
            attach: format!("attach {number}"),
        }
    }

    fn status<V>(result: Result<V, Reject>) -> Option<u16> {
        result.err().map(|reject| reject.status)
    }

    #[test]
    fn a_known_session_is_found_with_its_key_only() {
        let directory = directory(2);
        assert_eq!(directory.authenticate("1", "key 1"), Ok(&1));
        assert_eq!(directory.authenticate("2", "key 2"), Ok(&2));
        assert_eq!(status(directory.authenticate("1", "key 2")), Some(403));
        assert_eq!(status(directory.authenticate("1", "")), Some(403));
        assert_eq!(directory.find("1"), Ok(&1));
    }

    #[test]
    fn an_unknown_session_is_gone_whatever_the_key() {
        let directory = directory(2);
        assert_eq!(status(directory.authenticate("3", "key 1")), Some(410));
        assert_eq!(status(directory.find("attach 1")), Some(410));
    }

    #[test]
    fn links_of_one_new_client_mean_one_session() {
        let directory = directory(2);
        assert_eq!(directory.find_by_attach("attach 2"), Some(&2));
        assert_eq!(directory.find_by_attach("attach 3"), None);
        assert_eq!(directory.find_by_attach("2"), None);
    }

    #[test]
    fn a_removed_session_is_gone_and_its_attach_id_is_free() {
        let mut directory = directory(2);
        assert_eq!(directory.remove("1"), Some(1));
        assert_eq!(directory.remove("1"), None);
        assert_eq!(status(directory.authenticate("1", "key 1")), Some(410));
        assert_eq!(directory.find_by_attach("attach 1"), None);
        assert_eq!(directory.find_by_attach("attach 2"), Some(&2));
        assert_eq!(directory.len(), 1);
    }

    #[test]
    fn sessions_are_listed_until_they_are_removed() {
        let mut directory = directory(3);
        directory.remove("2");
        assert!(directory.sessions().eq(&[1, 3]));
        directory.clear();
        assert!(directory.is_empty());
        assert_eq!(directory.find_by_attach("attach 3"), None);
    }

    #[test]
    fn keys_are_compared_as_the_server_says() {
        let mut directory = Directory::new(str::eq_ignore_ascii_case);
        directory.insert(ids(1), 1);
        assert_eq!(directory.authenticate("1", "KEY 1"), Ok(&1));
    }

    #[test]
    fn no_key_is_printed() {
        assert!(!format!("{:?}", directory(1)).contains("key"));
    }
}
