//! Log types: how an object of each is recognised, how it is cut into events, where their time is.
//!
//! A type is one TOML file in `log_type/types/`; users write their own in the same form.

mod check;
mod columns;
mod definition;
mod describe;
mod grok;
mod kind;
mod overview;
mod recognise;

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use regex::bytes::Regex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::definition::{Definition, Format};
pub(crate) use self::kind::{Kind, Said};

/// The log types that are built in, the most particular first; the last takes everything.
static BUILT_IN: LazyLock<Vec<LogType>> = LazyLock::new(|| {
    let texts = [
        include_str!("log_type/types/cloudwatch.toml"),
        include_str!("log_type/types/eventbridge.toml"),
        include_str!("log_type/types/ocsf.toml"),
        include_str!("log_type/types/config.toml"),
        include_str!("log_type/types/cloudtrail.toml"),
        include_str!("log_type/types/waf.toml"),
        include_str!("log_type/types/resolver.toml"),
        include_str!("log_type/types/guardduty.toml"),
        include_str!("log_type/types/network-firewall.toml"),
        include_str!("log_type/types/eks-audit.toml"),
        include_str!("log_type/types/emf.toml"),
        include_str!("log_type/types/container-insights.toml"),
        include_str!("log_type/types/lambda-json.toml"),
        include_str!("log_type/types/zeek-json.toml"),
        include_str!("log_type/types/journald.toml"),
        include_str!("log_type/types/docker.toml"),
        include_str!("log_type/types/cloudfront-json.toml"),
        include_str!("log_type/types/api-gateway.toml"),
        include_str!("log_type/types/windows.toml"),
        include_str!("log_type/types/json.toml"),
        include_str!("log_type/types/vpc-flow.toml"),
        include_str!("log_type/types/global-accelerator.toml"),
        include_str!("log_type/types/alb.toml"),
        include_str!("log_type/types/nlb.toml"),
        include_str!("log_type/types/elb.toml"),
        include_str!("log_type/types/alb-connection.toml"),
        include_str!("log_type/types/cloudfront.toml"),
        include_str!("log_type/types/s3-access.toml"),
        include_str!("log_type/types/cloudfront-realtime.toml"),
        include_str!("log_type/types/route53.toml"),
        include_str!("log_type/types/zeek.toml"),
        include_str!("log_type/types/api-gateway-text.toml"),
        include_str!("log_type/types/access-vhost.toml"),
        include_str!("log_type/types/access.toml"),
        include_str!("log_type/types/apache-error.toml"),
        include_str!("log_type/types/nginx-error.toml"),
        include_str!("log_type/types/syslog-5424.toml"),
        include_str!("log_type/types/syslog.toml"),
        include_str!("log_type/types/cri.toml"),
        include_str!("log_type/types/lambda.toml"),
        include_str!("log_type/types/logfmt.toml"),
        include_str!("log_type/types/lines.toml"),
        include_str!("log_type/types/text.toml"),
    ];
    let types = texts.map(|text| {
        let definition = toml::from_str(text).expect("the entries of log types are tested");
        LogType(Arc::new(Entry::new(definition, Origin::BuiltIn)))
    });
    types.into()
});

/// A log type; cheap to clone.
#[derive(Clone)]
pub struct LogType(Arc<Entry>);

struct Entry {
    definition: Definition,
    origin: Origin,
    patterns: Patterns,
}

/// Where the entry of a log type comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    BuiltIn,
    User,
}

/// The patterns of an entry, compiled when they are first used.
#[derive(Default)]
struct Patterns {
    key: OnceLock<Option<Regex>>,
    lines: OnceLock<Option<Regex>>,
    begins: OnceLock<Option<Regex>>,
    fields: OnceLock<Option<Regex>>,
}

impl Entry {
    fn new(definition: Definition, origin: Origin) -> Self {
        Self {
            definition,
            origin,
            patterns: Patterns::default(),
        }
    }
}

impl LogType {
    /// The log types that are built in, the most particular first.
    pub fn built_in() -> &'static [Self] {
        &BUILT_IN
    }

    fn all() -> impl Iterator<Item = Self> {
        BUILT_IN.iter().cloned()
    }

    /// The built-in log type with this name, ignoring case.
    pub fn find(name: &str) -> Option<Self> {
        Self::find_among(&[], name)
    }

    /// The log type with this name, ignoring case: one of these, or else a built-in one.
    pub fn find_among(users: &[Self], name: &str) -> Option<Self> {
        let mut all = users.iter().cloned().chain(Self::all());
        all.find(|log_type| log_type.name().eq_ignore_ascii_case(name))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.definition().name
    }

    /// One line about it.
    pub fn summary(&self) -> &str {
        &self.definition().summary
    }

    /// The fields that together tell an event from all that are no copies of it; none, where nothing does.
    pub(crate) fn identity(&self) -> &[String] {
        &self.definition().duplicates
    }

    /// Where the time of an event stands.
    pub(crate) fn time(&self) -> &[String] {
        &self.definition().time.fields
    }

    /// The path of `@message` in its events; the empty one is all of them.
    pub(crate) fn message(&self) -> &str {
        self.definition()
            .events
            .message
            .as_deref()
            .unwrap_or_default()
    }

    /// Whether its events are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.definition().events.format == Format::Json
    }

    fn definition(&self) -> &Definition {
        &self.0.definition
    }

    /// The type of a table with these columns.
    pub(crate) fn of_columns(columns: &arrow::datatypes::Fields) -> Self {
        let known = |keys: &Vec<String>| {
            !keys.is_empty() && keys.iter().all(|key| columns.find(key).is_some())
        };
        Self::all()
            .find(|log_type| log_type.definition().recognise.json.iter().any(known))
            .unwrap_or_else(Self::any_json)
    }

    fn any_json() -> Self {
        Self::find("json").expect("JSON of any shape is built in")
    }

    fn any_text() -> Self {
        Self::find("text").expect("lines of text are built in")
    }
}

impl fmt::Debug for LogType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("LogType")
            .field(&self.name())
            .finish()
    }
}

impl PartialEq for LogType {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.definition() == other.definition()
    }
}

/// Built-in types travel as name and version, others whole.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Travelling {
    BuiltIn { built_in: String, version: u32 },
    Whole(Box<Definition>),
}

impl Serialize for LogType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let definition = self.definition();
        let travelling = match self.0.origin {
            Origin::BuiltIn => Travelling::BuiltIn {
                built_in: definition.name.clone(),
                version: definition.version,
            },
            Origin::User => Travelling::Whole(Box::new(definition.clone())),
        };
        travelling.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LogType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, version) = match Travelling::deserialize(deserializer)? {
            Travelling::BuiltIn { built_in, version } => (built_in, version),
            Travelling::Whole(definition) => {
                return Self::of_definition(*definition).map_err(serde::de::Error::custom);
            }
        };
        Self::find(&name)
            .filter(|log_type| log_type.definition().version == version)
            .ok_or_else(|| {
                let unknown = format!("unknown log type `{name}` of version {version}");
                serde::de::Error::custom(unknown)
            })
    }
}
