//! The deliberate defects: each a text in the core that is there once, and what it becomes.

/// One defect.
pub(crate) struct Mutant {
    pub(crate) name: &'static str,
    /// In the core's sources.
    pub(crate) file: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

/// All of them.
pub(crate) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "an acknowledgement counts one too many",
        file: "session/outbox.rs",
        from: "while self.first < count {",
        to: "while self.first <= count {",
    },
    Mutant {
        name: "a message that comes again is delivered again",
        file: "session/inbox.rs",
        from: "let is_new = number == self.received;",
        to: "let is_new = true;",
    },
    Mutant {
        name: "replay starts one too late",
        file: "session/outbox.rs",
        from: "self.next = self.first;\n        self.waiting_bytes = self.bytes;",
        to: "self.next = self.next.min(self.first + 1);\n        self.waiting_bytes = self.bytes;",
    },
    Mutant {
        name: "the other end is not told where the replay starts",
        file: "session/outbox.rs",
        from: "if self.expected != Some(self.next) {",
        to: "if false {",
    },
    Mutant {
        name: "the other end is not told what octets are after a large text",
        file: "dialect/everwire/batch.rs",
        from: "    if *octets != content {\n        *octets = content;",
        to: "    if *octets != content && content == Content::Text {\n        *octets = content;",
    },
    Mutant {
        name: "what octets were on the last link holds on the next",
        file: "session/outbox.rs",
        from: "            emit(Control::Position(self.next).encode());\n            self.octets = Content::Binary;",
        to: "            emit(Control::Position(self.next).encode());",
    },
    Mutant {
        name: "a newer link does not fence off the older ones",
        file: "server/attach.rs",
        from: "            self.fence();\n",
        to: "",
    },
    Mutant {
        name: "a handshake that is delivered again attaches again",
        file: "server/numbers.rs",
        from: "let is_new = bit & !self.used != 0;",
        to: "let is_new = true;",
    },
    Mutant {
        name: "WELCOME within the handshake proves the way up",
        file: "client/early.rs",
        from: "let deadline = now.after(self.config.heartbeat_timeout);",
        to: "let deadline = now.after(1 << 40);",
    },
    Mutant {
        name: "a late claim takes the session back",
        file: "server/attach.rs",
        from: "if claim <= self.claim {",
        to: "if false {",
    },
    Mutant {
        name: "a claim that comes late is held against the client",
        file: "server/attach.rs",
        from: "let received = received.max(self.outbox.acknowledged());",
        to: "",
    },
    Mutant {
        name: "data for a lost poll stays queued when it is sent again",
        file: "server/link.rs",
        from: "!matches!(kind, 'T' | 'E' | 'L' | 'O' | 'N' | 'C')",
        to: "!matches!(kind, 'T' | 'E' | 'N')",
    },
    Mutant {
        name: "CLOSE overtakes the data of a lost poll",
        file: "server/link.rs",
        from: "'T' | 'E' | 'L' | 'O' | 'N' | 'C'",
        to: "'T' | 'E' | 'L' | 'O' | 'N'",
    },
    Mutant {
        name: "a POST is acknowledged before it is read",
        file: "server/transmit.rs",
        from: "let count = self.acknowledge_on(number);",
        to: "let count = self.inbox.received();",
    },
    Mutant {
        name: "CLOSE of the server does not wait for its messages",
        file: "server/ending.rs",
        from: "if self.outbox.waiting() > 0 {",
        to: "if false {",
    },
    Mutant {
        name: "a session without a link is kept for ever",
        file: "server/host.rs",
        from: "now.since(since) >= self.config.retention",
        to: "now.since(since) == u64::MAX",
    },
    Mutant {
        name: "the server sends beyond its window",
        file: "server/host.rs",
        from: "self.outbox.unacknowledged() < self.config.window.messages",
        to: "self.outbox.unacknowledged() < usize::MAX",
    },
    Mutant {
        name: "the client's quota of bytes is not kept",
        file: "client/machine.rs",
        from: "> quota.bytes",
        to: "> usize::MAX",
    },
    Mutant {
        name: "a POST that failed is not sent again",
        file: "client/http.rs",
        from: "            self.outbox.rewind_all();\n            self.post(now, number);\n        } else {",
        to: "            self.post(now, number);\n        } else {",
    },
    Mutant {
        name: "a POST does not tell its position",
        file: "client/http.rs",
        from: "self.outbox.forget_expected();",
        to: "",
    },
    Mutant {
        name: "the answer to a POST disturbs a batch on the stream",
        file: "client/link.rs",
        from: "if posting == Some(channel) {",
        to: "if false {",
    },
    Mutant {
        name: "answers to POSTs count as life of an event stream",
        file: "client/link.rs",
        from: "if is_stream || !matches!(self.transport, Transport::Sse) {",
        to: "if is_stream || !matches!(self.transport, Transport::WebSocket) {",
    },
    Mutant {
        name: "the acknowledgement that a poll lost is not asked for",
        file: "client/polling.rs",
        from: "if self.outbox.unacknowledged() > 0 {",
        to: "if false {",
    },
    Mutant {
        name: "a verdict never expires",
        file: "client/verdicts.rs",
        from: "record.until.is_some_and(|until| now < until)",
        to: "record.until.is_some()",
    },
    Mutant {
        name: "a verdict is not heeded",
        file: "client/verdicts.rs",
        from: "record.is_suspect || is_condemned(record)",
        to: "record.is_suspect",
    },
    Mutant {
        name: "further verdicts last no longer",
        file: "client/verdicts.rs",
        from: "LIFETIME << record.strikes.min(DOUBLINGS)",
        to: "LIFETIME",
    },
    Mutant {
        name: "a poll is held without a slot",
        file: "client/polling.rs",
        from: "Some(Wire::Http(http)) if self.may_hold() => http.granted_hold,",
        to: "Some(Wire::Http(http)) => http.granted_hold,",
    },
    Mutant {
        name: "a slot is kept after the end",
        file: "client/retry.rs",
        from: "        self.free_unneeded_slot();\n",
        to: "",
    },
    Mutant {
        name: "a silent link is asked again instead of given up",
        file: "session/heartbeat.rs",
        from: "if now.since(deadline) < Self::OVERSLEPT => Pulse::Dead,",
        to: "if now < deadline => Pulse::Dead,",
    },
    Mutant {
        name: "a probe gives a silent link more time",
        file: "session/heartbeat.rs",
        from: "State::Asked { deadline, .. } if deadline <= now.after(timeout) => Pulse::Ask,",
        to: "",
    },
    Mutant {
        name: "what is unconfirmed of a lost session is forgotten at the next",
        file: "client/handshake.rs",
        from: "self.lost.get_or_insert_default().extend(unconfirmed);",
        to: "self.lost.get_or_insert_default().extend(unconfirmed.into_iter().skip(1));",
    },
    Mutant {
        name: "what is unconfirmed of a lost session is forgotten at the end",
        file: "client/closing.rs",
        from: "self.lost.take().unwrap_or_default();",
        to: "alloc::vec::Vec::new();",
    },
    Mutant {
        name: "messages of a session that nobody was told of are let go",
        file: "client/traffic.rs",
        from: "if matches!(self.phase, Phase::New) {",
        to: "if false {",
    },
    Mutant {
        name: "CLOSE is not told again after a drop",
        file: "client/closing.rs",
        from: "deadline,\n        } = &self.phase\n        {\n            self.phase = Phase::Flushing {",
        to: "deadline,\n        } = &self.phase && false\n        {\n            self.phase = Phase::Flushing {",
    },
    Mutant {
        name: "attempts follow each other without a pause",
        file: "backoff.rs",
        from: "self.rng.up_to(doubled.min(longest))",
        to: "self.rng.up_to(doubled.min(longest)) * 0",
    },
    Mutant {
        name: "a deadline is left after the end",
        file: "client/closing.rs",
        from: "        self.upgrade.at = None;\n",
        to: "",
    },
    Mutant {
        name: "channels stay open when a link is given up",
        file: "client/retry.rs",
        from: "        link.close_channels(&mut self.outputs);\n",
        to: "",
    },
    Mutant {
        name: "a message that looks like a control frame is not escaped",
        file: "dialect/everwire/batch.rs",
        from: "Some(_) => message.prefixed(ESCAPE_PREFIX),",
        to: "Some(_) => message.clone(),",
    },
    Mutant {
        name: "text and binary are joined",
        file: "dialect/everwire/batch.rs",
        from: "message.is_text() != is_text || bytes",
        to: "(!is_text && message.is_text()) || bytes",
    },
];
