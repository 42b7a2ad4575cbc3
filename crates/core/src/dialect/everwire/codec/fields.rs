//! Named fields of HELLO and WELCOME: one `name:value` a line. Unknown names are skipped, so that fields can be added.

use super::decimal;

/// Builds the text of a control frame with fields.
pub(super) struct FieldWriter(String);

impl FieldWriter {
    /// Starts a control frame of this kind.
    pub(super) fn new(kind: char) -> Self {
        Self(format!("\0{kind}"))
    }

    /// Adds a field of any text.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &escape(value));
    }

    /// Adds a field that is a number.
    pub(super) fn number(&mut self, name: &str, value: u64) {
        self.raw(name, &value.to_string());
    }

    /// The finished text.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn raw(&mut self, name: &str, value: &str) {
        for part in ["\n", name, ":", value] {
            self.0.push_str(part);
        }
    }
}

/// Reads fields by name out of the text behind a control frame's kind.
pub(super) struct FieldReader<'a>(&'a str);

impl<'a> FieldReader<'a> {
    pub(super) const fn new(body: &'a str) -> Self {
        Self(body)
    }

    /// The field's value, unescaped; `None` if it is absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.raw(name).map(unescape)
    }

    /// The field as a number; `None` if it is absent or not one.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        decimal(self.raw(name)?)
    }

    fn raw(&self, name: &str) -> Option<&'a str> {
        let mut fields = self.0.split('\n').filter_map(|line| line.split_once(':'));
        fields.find_map(|(field, value)| (field == name).then_some(value))
    }
}

/// What a value may not hold, and the two digits that stand for it behind a `%`.
const ESCAPES: [(char, &str); 3] = [('%', "25"), ('\n', "0A"), ('\0', "00")];

fn escape(value: &str) -> String {
    let escapes = ESCAPES.into_iter();
    escapes.fold(value.to_owned(), |text, (plain, digits)| {
        text.replace(plain, &format!("%{digits}"))
    })
}

/// Undoes [`escape`]; a `%` that begins no escape stands for itself.
fn unescape(value: &str) -> String {
    let mut parts = value.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escape = |(plain, digits): (char, &str)| Some((plain, part.strip_prefix(digits)?));
        let (plain, rest) = ESCAPES.into_iter().find_map(escape).unwrap_or(('%', part));
        text.push(plain);
        text.push_str(rest);
    }
    text
}
