//! Checks that TypeScript and the documents say of options what is declared.

use super::{Endless, Number};

/// An option's default as JavaScript writes it; empty where it is not one value.
pub(in crate::bindings) trait Shown {
    fn shown(&self) -> String;
}

impl Shown for bool {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl<const LEAST: u32> Shown for Number<LEAST> {
    fn shown(&self) -> String {
        self.0.to_string()
    }
}

impl Shown for Endless {
    fn shown(&self) -> String {
        self.count()
            .map_or("Infinity".to_owned(), |count| count.to_string())
    }
}

impl<T> Shown for Option<T> {
    fn shown(&self) -> String {
        let shown = if self.is_some() { "on" } else { "false" };
        shown.to_owned()
    }
}

/// Options by their names, with their defaults, both as in JavaScript.
type Listed = Vec<(String, String)>;

/// What is declared, without `engine`, which TypeScript adds by itself.
pub(in crate::bindings) fn declared(rows: &[(&str, String)], engine: &[&str]) -> Listed {
    let rows = rows.iter().filter(|(name, _)| !engine.contains(name));
    rows.map(|(name, default)| ((*name).to_owned(), default.clone()))
        .collect()
}

/// Asserts that the interface has the options that are declared, with their defaults, and beside them `others` only.
pub(in crate::bindings) fn assert_typed(
    declared: &Listed,
    others: &[&str],
    typescript: &str,
    interface: &str,
) {
    let typed = members(typescript, interface);
    for (name, default) in declared {
        let (_, comment) = typed
            .iter()
            .find(|(member, _)| member == name)
            .unwrap_or_else(|| panic!("{interface} has no {name}"));
        let plain = comment.replace('`', "");
        let says = |words: &str| plain.contains(words);
        assert!(
            default.is_empty()
                || says(&format!("Default: {default}."))
                || says(&format!("Default: {default},")),
            "{interface}.{name}: the default is {default}, not: {comment}"
        );
    }
    for (member, _) in typed {
        let is_declared = declared.iter().any(|(name, _)| *name == member);
        assert!(
            is_declared || others.contains(&member.as_str()),
            "{interface}.{member} is not declared"
        );
    }
}

/// Asserts that a table of the document has the options that are declared, with their defaults.
pub(in crate::bindings) fn assert_documented(declared: &Listed, markdown: &str) {
    let rows = table_rows(markdown);
    for (name, default) in declared {
        let (_, shown) = rows
            .iter()
            .find(|(row, _)| row == name)
            .unwrap_or_else(|| panic!("no table has {name}"));
        assert!(
            default.is_empty() || shown == default,
            "{name}: the default is {default}, not {shown}"
        );
    }
}

/// The members of an interface, each with what stands before it: its comment.
fn members(typescript: &str, interface: &str) -> Listed {
    let start = typescript
        .find(&format!("interface {interface} "))
        .expect("the interface");
    let body = &typescript[start..];
    let body = &body[..body.find("\n}").expect("the interface's end")];
    let member = |part: &str| {
        let (comment, name) = part.rsplit_once('\n')?;
        Some((name.trim().to_owned(), comment.to_owned()))
    };
    body.split("?:").filter_map(member).collect()
}

/// The options of all tables. A row may have several, and as many defaults.
fn table_rows(markdown: &str) -> Listed {
    let rows = markdown.lines().filter(|line| line.starts_with("| `"));
    let options = rows.flat_map(|row| {
        let mut cells = row.split('|').skip(1).map(|cell| cell.replace('`', ""));
        let names = cells.next().unwrap_or_default();
        let default = cells.next().unwrap_or_default().trim().to_owned();
        let names: Vec<_> = names
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect();
        let defaults: Vec<String> = default
            .split(',')
            .map(|part| part.trim().to_owned())
            .collect();
        let has_each = defaults.len() == names.len();
        let of_each = move |(index, name): (usize, String)| {
            let default = if has_each {
                defaults[index].clone()
            } else {
                default.clone()
            };
            (name, default)
        };
        names.into_iter().enumerate().map(of_each)
    });
    options.collect()
}
