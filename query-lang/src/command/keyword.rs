//! The words that mean something to a command, for completion, highlighting and prompts.

mod table;

pub(crate) use self::table::keywords;

use crate::function::normalized;

/// A word, option or call of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keyword {
    /// As it is typed, with what always follows: `maxspan`, `type=`, `logGroups(`.
    pub(crate) text: &'static str,
    /// What it says.
    pub(crate) summary: &'static str,
    /// Where it may stand.
    pub(crate) place: KeywordPlace,
    /// Whether it may be given again.
    pub(crate) repeats: bool,
    /// Whether nothing needs to follow it.
    pub(crate) ends: bool,
}

/// Where a word of a command may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeywordPlace {
    /// Right behind the command's name.
    First,
    /// Behind an operand.
    Behind,
    /// Both.
    Anywhere,
    /// Both, until this word.
    Before(&'static str),
    /// Behind an operand behind this word.
    After(&'static str),
    /// In the brackets of this call.
    Within(&'static str),
}

/// What the sign behind a word makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `by`
    Word,
    /// `type=`
    Option,
    /// `logGroups(`
    Call,
    /// `namePrefix:`
    Member,
}

impl Form {
    /// The form of a word that this sign follows.
    pub(crate) fn before(sign: Option<&str>) -> Self {
        match sign {
            Some("=") => Self::Option,
            Some("(") => Self::Call,
            Some(":") => Self::Member,
            _ => Self::Word,
        }
    }
}

impl Keyword {
    const fn new(text: &'static str, summary: &'static str, place: KeywordPlace) -> Self {
        Self {
            text,
            summary,
            place,
            repeats: false,
            ends: false,
        }
    }

    const fn repeats(self) -> Self {
        Self {
            repeats: true,
            ..self
        }
    }

    const fn ends(self) -> Self {
        Self { ends: true, ..self }
    }

    /// The word, without what follows it.
    pub(crate) fn word(&self) -> &'static str {
        let end = self.text.find(|c: char| !c.is_ascii_alphanumeric());
        &self.text[..end.unwrap_or(self.text.len())]
    }

    /// What it is.
    pub(crate) fn form(&self) -> Form {
        Form::before(self.text.get(self.word().len()..=self.word().len()))
    }

    /// Whether it is this word, in any case and with any underscores.
    pub(crate) fn is(&self, word: &str) -> bool {
        normalized(self.word()) == normalized(word)
    }

    /// Whether it may stand behind the command's name (`first`) or behind an operand, whatever
    /// other words there are.
    pub(crate) fn fits(&self, first: bool) -> bool {
        match self.place {
            KeywordPlace::First => first,
            KeywordPlace::Behind | KeywordPlace::After(_) => !first,
            KeywordPlace::Anywhere | KeywordPlace::Before(_) => true,
            KeywordPlace::Within(_) => false,
        }
    }
}

/// Whether nothing needs to follow the command's name.
pub(crate) fn stands_alone(command: &str) -> bool {
    matches!(
        command,
        "unmask" | "filldown" | "fillmissing" | "addtotals" | "diff" | "anomaly" | "estimate"
    )
}

/// Whether a word of its own follows the command's name, and no operand.
pub(crate) fn begins_with_a_word(command: &str) -> bool {
    matches!(command, "json" | "fillmissing" | "join")
}

/// Whether the command takes names with spaces between them.
pub(crate) fn takes_spaced_names(command: &str) -> bool {
    matches!(command, "filldown" | "outlier")
}

/// The commands that end with a query in brackets.
pub(crate) const TAKE_QUERY: [&str; 2] = ["join", "appendcols"];

/// What completion offers as the operands of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operands {
    /// Nothing that could be known.
    None,
    /// Fields.
    Fields,
    /// A table first, then fields.
    TableAndFields,
    /// Expressions and conditions.
    Expressions,
}

/// The operands of the command of this canonical name.
pub(crate) fn operands(command: &str) -> Operands {
    match command {
        "SOURCE" | "limit" | "tail" | "diff" | "logcompare" | "anomaly" | "estimate"
        | "appendcols" | "$" => Operands::None,
        "dedup" | "json" | "unmask" | "expand" | "accum" | "autoregress" | "filldown"
        | "fillmissing" | "sessionize" | "countFrequent" | "addtotals" | "outlier" | "join" => {
            Operands::Fields
        }
        "lookup" | "cidrlookup" => Operands::TableAndFields,
        _ => Operands::Expressions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::COMMANDS;

    #[test]
    fn every_word_is_in_the_syntax_of_its_command() {
        for info in COMMANDS {
            for keyword in keywords(info.name) {
                let (name, text) = (info.name, keyword.text);
                assert!(info.syntax.contains(text), "{name} {text}");
            }
        }
    }

    #[test]
    fn every_word_of_a_syntax_is_known() {
        // The values of options, and what is an operator everywhere.
        const OTHERS: [&str; 7] = [
            "false",
            "in",
            "inner",
            "left",
            "remove",
            "transform",
            "where",
        ];
        for info in COMMANDS {
            let mut syntax = info.syntax.to_owned();
            // `<...>` is replaced, and quotes hold texts.
            for (open, close) in [('<', '>'), ('\'', '\''), ('"', '"'), ('/', '/')] {
                while let Some(at) = syntax.find(open) {
                    let end = syntax[at + 1..].find(close).expect("a closed pair");
                    syntax.replace_range(at..at + end + 2, " ");
                }
            }
            for word in syntax.split(|c: char| !c.is_ascii_alphanumeric()) {
                let known = word.is_empty() || word == info.name || OTHERS.contains(&word);
                let own = keywords(info.name).iter().any(|it| it.text.contains(word));
                assert!(known || own, "{} {word}", info.name);
            }
        }
    }

    #[test]
    fn what_stands_alone_parses_alone() {
        for info in COMMANDS {
            let before = "stats count(*) as n by bin(1h) | pattern n | ";
            let alone = crate::parse(&format!("{before}{}", info.name)).is_ok();
            assert_eq!(alone, stands_alone(info.name), "{}", info.name);
        }
    }
}
