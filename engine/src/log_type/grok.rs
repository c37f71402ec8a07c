//! Grok patterns as regexes: `%{IP:client} %{WORD:method}`.
//!
//! The names are those of Logstash's own patterns. Regexes here have no look-around, so a few take
//! a little more than Logstash's: `IP` also takes what only looks like an address.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Patterns within patterns, at most.
const DEEPEST: usize = 16;
/// Bytes of a regex, at most.
const LONGEST: usize = 1 << 20;

/// The patterns that have a name, in the order of it.
const KNOWN: &[(&str, &str)] = &[
    ("BASE10NUM", r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"),
    ("BASE16NUM", r"[+-]?(?:0x)?[0-9A-Fa-f]+"),
    (
        "COMBINEDAPACHELOG",
        r"%{COMMONAPACHELOG} %{QS:referrer} %{QS:agent}",
    ),
    (
        "COMMONAPACHELOG",
        r#"%{IPORHOST:clientip} %{USER:ident} %{USER:auth} \[%{HTTPDATE:timestamp}\] "(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})" %{NUMBER:response} (?:%{NUMBER:bytes}|-)"#,
    ),
    ("DATA", r"[\s\S]*?"),
    ("DATE", r"%{DATE_US}|%{DATE_EU}"),
    ("DATE_EU", r"%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}"),
    ("DATE_US", r"%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}"),
    ("DATESTAMP", r"%{DATE}[- ]%{TIME}"),
    ("DAY", r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"),
    (
        "EMAILADDRESS",
        r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+@%{HOSTNAME}",
    ),
    ("GREEDYDATA", r"[\s\S]*"),
    ("HOST", r"%{HOSTNAME}"),
    (
        "HOSTNAME",
        r"\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\.?",
    ),
    ("HOSTPORT", r"%{IPORHOST}:%{POSINT}"),
    ("HOUR", r"(?:2[0123]|[01]?[0-9])"),
    ("HTTPDATE", r"%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}"),
    ("INT", r"[+-]?[0-9]+"),
    ("IP", r"(?:%{IPV6}|%{IPV4})"),
    ("IPORHOST", r"(?:%{IP}|%{HOSTNAME})"),
    (
        "IPV4",
        r"(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})",
    ),
    (
        "IPV6",
        r"(?:[0-9A-Fa-f]{0,4}:){2,7}(?:%{IPV4}|[0-9A-Fa-f]{0,4})(?:%[0-9A-Za-z]+)?",
    ),
    ("ISO8601_TIMEZONE", r"(?:Z|[+-]%{HOUR}(?::?%{MINUTE})?)"),
    (
        "LOGLEVEL",
        r"(?i:alert|trace|debug|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?)",
    ),
    (
        "MAC",
        r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}",
    ),
    ("MINUTE", r"[0-5][0-9]"),
    (
        "MONTH",
        r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b",
    ),
    ("MONTHDAY", r"(?:0[1-9]|[12][0-9]|3[01]|[1-9])"),
    ("MONTHNUM", r"(?:0?[1-9]|1[0-2])"),
    ("NONNEGINT", r"[0-9]+"),
    ("NOTSPACE", r"\S+"),
    ("NUMBER", r"%{BASE10NUM}"),
    ("PATH", r"(?:%{UNIXPATH}|%{WINPATH})"),
    ("POSINT", r"[1-9][0-9]*"),
    ("PROG", r"[\x21-\x5a\x5c\x5e-\x7e]+"),
    ("QS", r"%{QUOTEDSTRING}"),
    (
        "QUOTEDSTRING",
        r#"(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`)"#,
    ),
    ("SECOND", r"(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?"),
    ("SPACE", r"\s*"),
    (
        "SYSLOGBASE",
        r"%{SYSLOGTIMESTAMP:timestamp} %{SYSLOGHOST:logsource} %{SYSLOGPROG}:",
    ),
    ("SYSLOGHOST", r"%{IPORHOST}"),
    ("SYSLOGPROG", r"%{PROG:program}(?:\[%{POSINT:pid}\])?"),
    ("SYSLOGTIMESTAMP", r"%{MONTH} +%{MONTHDAY} %{TIME}"),
    ("TIME", r"%{HOUR}:%{MINUTE}(?::%{SECOND})?"),
    (
        "TIMESTAMP_ISO8601",
        r"%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?",
    ),
    ("UNIXPATH", r"(?:/[\w_%!$@:.,+~-]*)+"),
    (
        "URI",
        r"%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?%{URIHOST}?%{URIPATHPARAM}?",
    ),
    ("URIHOST", r"%{IPORHOST}(?::%{POSINT})?"),
    ("URIPARAM", r"\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\[\]<>-]*"),
    ("URIPATH", r"(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)+"),
    ("URIPATHPARAM", r"%{URIPATH}(?:%{URIPARAM})?"),
    ("URIPROTO", r"[A-Za-z][A-Za-z0-9+.-]*"),
    ("USER", r"%{USERNAME}"),
    ("USERNAME", r"[a-zA-Z0-9._-]+"),
    (
        "UUID",
        r"[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}",
    ),
    ("WINPATH", r"(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+"),
    ("WORD", r"\b\w+\b"),
    ("YEAR", r"[0-9]{4}|[0-9]{2}"),
];

/// The regex of a grok pattern, with a named group for each field. `own` are patterns beside those
/// that are known, and before them.
pub(super) fn regex(grok: &str, own: &BTreeMap<String, String>) -> Result<String, String> {
    let mut regex = String::new();
    expand(grok, own, DEEPEST, &mut regex)?;
    Ok(regex)
}

fn expand(
    grok: &str,
    own: &BTreeMap<String, String>,
    depth: usize,
    regex: &mut String,
) -> Result<(), String> {
    let mut rest = grok;
    while let Some((before, behind)) = rest.split_once("%{") {
        regex.push_str(before);
        let (inside, behind) = behind
            .split_once('}')
            .ok_or_else(|| format!("`%{{{behind}` is never closed"))?;
        rest = behind;
        let mut parts = inside.split(':');
        let name = parts.next().unwrap_or_default();
        let field = parts.next();
        match parts.next() {
            // Numbers are numbers as they are written.
            None | Some("int" | "float" | "long" | "double" | "string") => {}
            Some(other) => return Err(format!("`{other}` is no type of a field")),
        }
        let known = || KNOWN.iter().find(|(known, _)| *known == name);
        let pattern = own.get(name).map(String::as_str);
        let pattern = pattern
            .or_else(|| known().map(|(_, pattern)| *pattern))
            .ok_or_else(|| format!("there is no grok pattern `{name}`"))?;
        if depth == 0 {
            return Err(format!("the grok pattern `{name}` is made of itself"));
        }
        match field {
            None => regex.push_str("(?:"),
            Some(field) if is_name(field) => {
                write!(regex, "(?P<{field}>").expect("writing to a text");
            }
            Some(field) => {
                return Err(format!(
                    "`{field}` is no name of a field: letters, digits, `_` and `.`"
                ));
            }
        }
        expand(pattern, own, depth - 1, regex)?;
        regex.push(')');
        if regex.len() > LONGEST {
            return Err("the grok pattern is too long".to_owned());
        }
    }
    regex.push_str(rest);
    Ok(())
}

fn is_name(field: &str) -> bool {
    let mut letters = field.chars();
    let begins = letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    begins && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(grok: &str, text: &str, expected: &[(&str, &str)]) {
        let regex = regex(grok, &BTreeMap::new()).expect("a grok pattern");
        let regex = regex::Regex::new(&format!("^(?:{regex})$")).expect("a regex");
        let groups = regex.captures(text).expect("it matches");
        let found: Vec<_> = regex
            .capture_names()
            .flatten()
            .filter_map(|name| Some((name, groups.name(name)?.as_str())))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_pattern_is_a_regex() {
        for (name, _) in KNOWN {
            let regex = regex(&format!("%{{{name}}}"), &BTreeMap::new()).expect("a grok pattern");
            regex::Regex::new(&regex).expect("a regex");
        }
        let names: Vec<_> = KNOWN.iter().map(|(name, _)| name).collect();
        assert!(names.windows(2).all(|two| two[0] != two[1]));
    }

    #[test]
    fn fields_are_named() {
        check(
            "%{IP:client} %{WORD:method} %{URIPATHPARAM:request} %{NUMBER:bytes:int}",
            "55.3.244.1 GET /index.html?a=b 15824",
            &[
                ("client", "55.3.244.1"),
                ("method", "GET"),
                ("request", "/index.html?a=b"),
                ("bytes", "15824"),
            ],
        );
        check(
            "%{TIMESTAMP_ISO8601:at} %{LOGLEVEL:level} %{GREEDYDATA:message}",
            "2024-03-01T08:00:00.5+01:00 WARN slow: 7",
            &[
                ("at", "2024-03-01T08:00:00.5+01:00"),
                ("level", "WARN"),
                ("message", "slow: 7"),
            ],
        );
        check(
            "%{SYSLOGBASE} %{DATA:rest}",
            "Mar  1 08:00:00 web-1 sshd[77]: up",
            &[
                ("timestamp", "Mar  1 08:00:00"),
                ("logsource", "web-1"),
                ("program", "sshd"),
                ("pid", "77"),
                ("rest", "up"),
            ],
        );
        check("%{IP:a}", "2001:db8::7", &[("a", "2001:db8::7")]);
        check("100%", "100%", &[]);
    }

    #[test]
    fn own_patterns() {
        let own = BTreeMap::from([("ORDER".to_owned(), "o-%{INT:number}".to_owned())]);
        assert_eq!(
            regex("%{ORDER:order}!", &own).as_deref(),
            Ok("(?P<order>o-(?P<number>[+-]?[0-9]+))!")
        );
    }

    #[test]
    fn mistakes() {
        let own = BTreeMap::from([("A".to_owned(), "%{A}".to_owned())]);
        for (grok, expected) in [
            ("%{IP", "`%{IP` is never closed"),
            ("%{NOPE:x}", "there is no grok pattern `NOPE`"),
            (
                "%{IP:a b}",
                "`a b` is no name of a field: letters, digits, `_` and `.`",
            ),
            ("%{INT:a:money}", "`money` is no type of a field"),
            ("%{A}", "the grok pattern `A` is made of itself"),
        ] {
            assert_eq!(regex(grok, &own), Err(expected.to_owned()), "{grok}");
        }
    }
}
