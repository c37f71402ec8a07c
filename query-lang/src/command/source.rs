//! `SOURCE '/aws/lambda/a'`: name the places that a query reads.

mod group;
mod tag;
mod time;

use std::fmt;

use pest::iterators::Pair;

pub use self::group::LogGroups;
pub use self::tag::TagFilter;
pub use self::time::SourceTime;

use crate::ast::display::quoted;
use crate::command::option::Options;
use crate::command::{CommandInfo, write_list};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, inner, literal, name, span_of};
use crate::span::Spanned;

/// Names the places to read, and perhaps the range of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The places, at least one.
    pub items: Vec<Spanned<SourceItem>>,
    /// From when on events count.
    pub start: Option<Spanned<SourceTime>>,
    /// Until when events count.
    pub end: Option<Spanned<SourceTime>>,
}

/// One place, or a choice among all places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceItem {
    /// `'/aws/lambda/a'`, `web`: a path, glob or name.
    Name(String),
    /// `logGroups(namePrefix: ['a'])`: by the beginning of the name, account and class.
    LogGroups(LogGroups),
    /// `dataSource(['amazon_vpc.flow'])`: by kind of log.
    DataSource(Vec<String>),
    /// `logGroupTags([{"key": "team", "values": ["a"]}])`: by tags, all of which must fit.
    LogGroupTags(Vec<TagFilter>),
}

impl Source {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "SOURCE",
        aliases: &[],
        summary: "Name the places to read, at the head of the query.",
        syntax: "SOURCE <name> | logGroups([namePrefix: ['<text>', ...]] [, accountIdentifier: [...]] \
                 [, class: [...]]) | dataSource(['<name>.<type>', ...]) | \
                 logGroupTags([{\"key\": \"<text>\", \"values\": [...]}, ...]) [...] \
                 [start=<time>] [end=<time>]",
        notes: "A name is a path, a folder, a pattern, or a source of the catalog (`taffrail.toml`). `start` and `end` are both inside, milliseconds since the epoch, `now`, or a period before (`-1d`) or behind it. `logGroups(...)`, `dataSource(...)` and `logGroupTags(...)` choose among the sources of the catalog; in one `SOURCE` all of them must fit. A query in brackets reads what the query around it reads, unless it says otherwise.",
        examples: &[
            "SOURCE '/aws/lambda/orders' | filter level = 'ERROR'",
            "SOURCE 'web' | SOURCE 'api' | stats count(*) by host",
            "SOURCE logGroups(namePrefix: ['/aws/lambda']) start=-1d end=now | limit 5",
            r#"SOURCE logGroupTags([{"key": "team", "values": ["pay*", "!test"]}]) | limit 5"#,
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let span = span_of(&pair);
        let options = Options::read("SOURCE", &["start", "end"], pair.clone().into_inner())?;
        let items = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::source_item)
            .map(|part| {
                let span = span_of(&part);
                Ok(Spanned::new(item(inner(part))?, span))
            })
            .collect::<Result<Vec<_>, Diagnostic>>()?;
        if items.is_empty() {
            return Err(
                Diagnostic::error(Code::UnexpectedToken, "`SOURCE` names no place")
                    .label(span, "only a range of time")
                    .help("name what to read: `SOURCE 'name' start=-1d`"),
            );
        }
        let time = |name| options.get(name).map(time::read).transpose();
        Ok(Self {
            items,
            start: time("start")?,
            end: time("end")?,
        })
    }
}

fn item(pair: Pair<'_, Rule>) -> Result<SourceItem, Diagnostic> {
    Ok(match pair.as_rule() {
        Rule::log_groups => SourceItem::LogGroups(group::read(pair)?),
        Rule::data_source => SourceItem::DataSource(
            pair.into_inner()
                .find(|part| part.as_rule() == Rule::text_list)
                .map(texts)
                .unwrap_or_default(),
        ),
        Rule::log_group_tags => SourceItem::LogGroupTags(tag::read(pair)?),
        Rule::text => SourceItem::Name(literal::text(&pair)),
        Rule::quoted_name => SourceItem::Name(name::segment(pair)?),
        _ => SourceItem::Name(bare(&pair)?),
    })
}

/// A name without quotes has letters, digits, `_`, `@` and dots only.
fn bare(pair: &Pair<'_, Rule>) -> Result<String, Diagnostic> {
    let word = pair.as_str();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@.".contains(c);
    if word.chars().all(plain) {
        return Ok(word.to_owned());
    }
    Err(
        Diagnostic::error(Code::MissingQuotes, "a text must be quoted")
            .label(span_of(pair), "not quoted")
            .help(format!("write `{}`", quoted(word))),
    )
}

/// The members of a `text_list` pair.
fn texts(pair: Pair<'_, Rule>) -> Vec<String> {
    let members = pair.into_inner();
    members.map(|member| literal::text(&member)).collect()
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SOURCE")?;
        for item in &self.items {
            write!(f, " {}", item.value)?;
        }
        for (name, time) in [("start", &self.start), ("end", &self.end)] {
            if let Some(time) = time {
                write!(f, " {name}={}", time.value)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for SourceItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(&quoted(name)),
            Self::LogGroups(groups) => groups.fmt(f),
            Self::DataSource(names) => write!(f, "dataSource({})", List(names)),
            Self::LogGroupTags(tags) => {
                f.write_str("logGroupTags([")?;
                write_list(f, tags)?;
                f.write_str("])")
            }
        }
    }
}

/// Texts in square brackets.
struct List<'a>(&'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(|it| quoted(it)).collect();
        write!(f, "[{}]", texts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first as check;

    #[test]
    fn names_are_quoted() {
        check("source \"a b\"", "SOURCE 'a b'");
        check("SOURCE lg 'b',`c`  | limit 1", "SOURCE 'lg' 'b' 'c'");
        check("SOURCE start", "SOURCE 'start'");
        check(
            "SOURCE /aws/lambda/a | limit 1",
            "error[E0120]: a text must be quoted",
        );
        check("SOURCE my-group", "error[E0120]: a text must be quoted");
    }

    #[test]
    fn choices_are_kept() {
        check(
            "SOURCE datasource(['amazon_vpc.flow']) loggroups(name_prefix:['x'],class:['STANDARD'])",
            "SOURCE dataSource(['amazon_vpc.flow']) logGroups(namePrefix: ['x'], class: ['STANDARD'])",
        );
        check("SOURCE logGroups()", "SOURCE logGroups()");
    }

    #[test]
    fn times_are_options() {
        check(
            "SOURCE 'a' START=1770388147000 END = now",
            "SOURCE 'a' start=1770388147000 end=now",
        );
        check("SOURCE start=-1d", "error[E0102]: `SOURCE` names no place");
        check(
            "SOURCE a start=-1d start=now",
            "error[E0132]: the option `start=` is given twice",
        );
        check(
            "SOURCE a since=-1d",
            "error[E0131]: `SOURCE` has no option `since=`",
        );
    }
}
