//! What was sent and what came out: the rules that must hold.

use std::collections::BTreeMap;

use everwire_core::payload::Message;

/// What a run came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Messages that came out at the server and at the client.
    pub messages: usize,
    /// Sessions that the client has opened.
    pub sessions: usize,
    /// How often a session went on over a new link, or moved to another transport.
    pub resumed: usize,
    /// How often the client went to its end with the server's word.
    pub clean: usize,
}

impl core::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.sessions += other.sessions;
        self.resumed += other.resumed;
        self.clean += other.clean;
    }
}

/// The books of both applications.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) tally: Tally,
    /// What the client has sent, by session as its application knows them.
    sent: Vec<Vec<Message>>,
    sessions: BTreeMap<String, Books>,
    /// The server's id of the session that the client's application is in.
    bound: Option<String>,
    /// Whether the client's application has closed: from then on it hears nothing.
    has_closed: bool,
    end: Option<End>,
}

/// One session at the server.
#[derive(Default)]
struct Books {
    /// Which of the client's sessions this may be, by what has come out so far; all of them before that.
    candidates: Option<Vec<usize>>,
    /// Messages of the client that the server's application has got.
    read: usize,
    /// What the server's application has sent, and how much of it has come out.
    sent: Vec<Message>,
    received: usize,
}

/// How the client has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct End {
    pub(super) clean: bool,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self {
            sent: vec![Vec::new()],
            ..Self::default()
        }
    }

    /// How many messages the client has sent in its present session.
    pub(super) fn sent_up(&self) -> usize {
        self.sent.last().map_or(0, Vec::len)
    }

    pub(super) fn client_sends(&mut self, message: Message) {
        if let Some(sent) = self.sent.last_mut() {
            sent.push(message);
        }
    }

    /// The server's application gets a message: the next one of what the client sent in one of its sessions.
    pub(super) fn server_reads(&mut self, session: &str, message: &Message) {
        let books = self.sessions.entry(session.to_owned()).or_default();
        let number = books.read;
        let all = || (0..self.sent.len()).collect();
        let candidates = books.candidates.get_or_insert_with(all);
        candidates.retain(|candidate| {
            let sent = self.sent.get(*candidate).and_then(|sent| sent.get(number));
            sent == Some(message)
        });
        assert!(!candidates.is_empty(), "up: message {number} is another");
        books.read += 1;
        self.tally.messages += 1;
    }

    /// How many messages the server has sent in a session.
    pub(super) fn sent_down(&self, session: &str) -> usize {
        self.sessions
            .get(session)
            .map_or(0, |books| books.sent.len())
    }

    pub(super) fn server_sends(&mut self, session: &str, message: Message) {
        let books = self.sessions.entry(session.to_owned()).or_default();
        books.sent.push(message);
    }

    pub(super) fn client_receives(&mut self, message: &Message) {
        assert!(self.end.is_none(), "a message after the end");
        let bound = self.bound.as_ref().expect("a message before a session");
        let books = self.sessions.entry(bound.clone()).or_default();
        let expected = books.sent.get(books.received);
        let number = books.received;
        assert!(
            expected == Some(message),
            "down: message {number} is another"
        );
        books.received += 1;
        self.tally.messages += 1;
    }

    /// The client's application is told of a session, and of what may not have arrived in the one before.
    pub(super) fn opened(&mut self, session: &str, unconfirmed: &[Message]) {
        assert!(self.end.is_none(), "opened after the end");
        if self.bound.is_some() {
            self.check_unconfirmed(unconfirmed);
            self.sent.push(Vec::new());
        } else {
            assert!(unconfirmed.is_empty(), "unconfirmed before any session");
        }
        self.bound = Some(session.to_owned());
        self.tally.sessions += 1;
    }

    pub(super) const fn client_closes(&mut self) {
        self.has_closed = true;
    }

    pub(super) fn closed(&mut self, clean: bool, unconfirmed: &[Message]) {
        assert!(self.end.is_none(), "closed twice");
        self.check_unconfirmed(unconfirmed);
        if clean && !self.has_closed {
            let books = self
                .bound
                .as_ref()
                .and_then(|bound| self.sessions.get(bound));
            let is_all = books.is_none_or(|books| books.received == books.sent.len());
            assert!(is_all, "the server's CLOSE came before its messages");
        }
        self.end = Some(End { clean });
        self.tally.clean += usize::from(clean);
    }

    pub(super) const fn end(&self) -> Option<End> {
        self.end
    }

    pub(super) fn bound(&self) -> Option<&str> {
        self.bound.as_deref()
    }

    /// The client has closed this session, and the server says that it has got everything.
    pub(super) fn check_all_read(&self, session: &str) {
        if self.bound() == Some(session) {
            let read = self.sessions.get(session).map_or(0, |books| books.read);
            assert_eq!(read, self.sent_up(), "the server ended with less than all");
        }
    }

    /// Whether all that was sent in the present session has come out.
    pub(super) fn is_complete(&self) -> bool {
        let Some(bound) = &self.bound else {
            return false;
        };
        let sent_up = self.sent_up();
        self.sessions.get(bound).map_or(sent_up == 0, |books| {
            books.read == sent_up && books.received == books.sent.len()
        })
    }

    /// What is unconfirmed is the tail of what was sent, and whatever came before it has come out.
    fn check_unconfirmed(&self, unconfirmed: &[Message]) {
        let sent = self.sent.last().map(Vec::as_slice).unwrap_or_default();
        assert!(
            sent.ends_with(unconfirmed),
            "unconfirmed is not what was sent last"
        );
        let confirmed = sent.len() - unconfirmed.len();
        let books = self
            .bound
            .as_ref()
            .and_then(|bound| self.sessions.get(bound));
        let read = books.map_or(0, |books| books.read);
        assert!(confirmed <= read, "{confirmed} confirmed, {read} came out");
    }
}
