//! Random calls of every function.

use taffrail::query_lang::function as reference;

use super::Random;
use super::expr::{Names, REGEXES, any, condition, number, quoted, short, text, time};
use super::pool::{ADDRESSES, JSON_TEXTS};
use crate::algebra::function::{self, Arg, Gives, PATTERNS, choices};
use crate::algebra::value::Class;

/// A call of a function that gives a class, of any when it is not said.
pub(super) fn call(
    random: &mut Random,
    names: &Names,
    depth: usize,
    class: Option<Class>,
) -> String {
    let gives = |function: &function::Function| match (function.gives, class) {
        (_, None)
        | (Gives::Choice { .. } | Gives::Extreme, _)
        | (Gives::Integer, Some(Class::Number)) => true,
        (gives, Some(class)) => gives.class(&[]) == class,
    };
    let built: Vec<&function::Function> = function::all()
        .filter(|function| reference::find(function.name).is_some())
        .filter(|function| names.events || function.name != "bin")
        .filter(|function| gives(function))
        .collect();
    let function = random.pick(&built);
    let form = random.pick(function.forms);
    let mut args: Vec<String> = form
        .iter()
        .map(|arg| argument(random, names, depth - 1, *arg))
        .collect();
    // A choice among one class keeps it.
    if let (Gives::Choice { skip, step }, Some(class @ (Class::Time | Class::Number))) =
        (function.gives, class)
    {
        let indices: Vec<usize> = (0..args.len()).collect();
        for index in choices(&indices, skip, step) {
            args[index] = match class {
                Class::Time => time(random, names, depth - 1),
                _ => number(random, names, depth - 1),
            };
        }
    }
    let member = match function.name {
        "jsonParse" => random.pick(&["", ".a", ".b.c", "[0]", "[0].a", ".`a`"]),
        "split" => random.pick(&["", "[0]", "[1]", "[9]"]),
        _ => "",
    };
    format!("{}({}){member}", function.name, args.join(", "))
}

fn argument(random: &mut Random, names: &Names, depth: usize, arg: Arg) -> String {
    let strange = random.one_in(12);
    let pool = |random: &mut Random, pool: &[&str], field: &str| {
        if names.events && random.one_in(2) {
            field.to_owned()
        } else {
            quoted(random.pick(pool))
        }
    };
    match arg {
        Arg::Period => random
            .pick(&[
                "1s", "5s", "300s", "1m", "5m", "7m", "1h", "1d", "2d", "1w", "1mo", "5mo", "1q",
                "1y", "100ms", "2y",
            ])
            .to_owned(),
        Arg::DatePattern => {
            let patterns: Vec<&str> = PATTERNS.iter().map(|(java, _)| *java).collect();
            quoted(random.pick(&patterns))
        }
        Arg::TimeFormat => quoted(random.pick(&[
            "%Y-%m-%d",
            "%H:%M:%S",
            "%d.%m.%y %H",
            "%j %%",
            "%Y-%m-%dT%H:%M:%S%.3f%z",
        ])),
        Arg::Zone => {
            quoted(random.pick(&["UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York"]))
        }
        Arg::Regex if random.one_in(2) => format!("/{}/", random.pick(REGEXES)),
        Arg::Regex => quoted(random.pick(REGEXES)),
        Arg::Template => quoted(random.pick(&["", "#", "<$1>", "<\\1>", "<$0>", "<$2$1>"])),
        Arg::Address if !strange => pool(random, ADDRESSES, "ip"),
        Arg::Subnet if !strange => quoted(random.pick(&[
            "10.0.0.0/8",
            "10.0.0.7",
            "10.0.0.7/32",
            "192.168.0.0/16",
            "0.0.0.0/0",
            "2001:db8::/32",
            "::/0",
            "::1/128",
            "10.0.0.0/33",
            "10.0.0.0/",
            "x",
        ])),
        Arg::Json if !strange => pool(random, JSON_TEXTS, "j"),
        Arg::Hex if !strange => pool(random, &["616263", "0x1F", "ff", "6", "0xzz", ""], "s"),
        Arg::Small if !strange => random
            .pick(&["0", "1", "2", "3", "-1", "10", "1.7", "45"])
            .to_owned(),
        Arg::Short if !strange => short(random),
        Arg::Number | Arg::Small if !strange || arg == Arg::Small => number(random, names, depth),
        Arg::Text | Arg::Short | Arg::Address | Arg::Subnet | Arg::Json | Arg::Hex
            if !strange || arg != Arg::Text =>
        {
            text(random, names, depth)
        }
        Arg::Condition if !strange => condition(random, names, depth),
        Arg::Time if !strange => time(random, names, depth),
        _ => any(random, names, depth),
    }
}
