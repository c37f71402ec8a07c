//! JSON within values (reference 3.6).

use crate::function::{Family, FunctionInfo, FunctionKind};

pub(super) const FUNCTIONS: &[FunctionInfo] = &[
    FunctionInfo {
        name: "jsonParse",
        aliases: &[],
        kind: FunctionKind::Scalar,
        family: Family::Json,
        syntax: "jsonParse(text)",
        min_args: 1,
        max_args: Some(1),
        summary: "The map or list that a text holds as JSON.",
        notes: "Missing when the text as a whole is not one JSON object or array. A member is \
                named behind the call: `jsonParse(text).a.b`, `jsonParse(text)[0]`, counted \
                from 0.",
        examples: &[
            (r#"jsonParse('{"a": [1, 2]}')"#, r#"{"a":[1,2]}"#),
            (r#"jsonParse('{"a": [1, 2]}').a[0]"#, "1"),
            (r#"jsonParse('{"a.b": "x"}').`a.b`"#, r#""x""#),
            ("jsonParse('text')", "null"),
        ],
    },
    FunctionInfo {
        name: "jsonStringify",
        aliases: &[],
        kind: FunctionKind::Scalar,
        family: Family::Json,
        syntax: "jsonStringify(value)",
        min_args: 1,
        max_args: Some(1),
        summary: "A map or list as a text, compact JSON.",
        notes: "Missing for anything else.",
        examples: &[
            (r#"jsonStringify(jsonParse('{"a": 1}'))"#, r#""{\"a\":1}""#),
            ("jsonStringify('text')", "null"),
        ],
    },
    FunctionInfo {
        name: "jsonArraySize",
        aliases: &[],
        kind: FunctionKind::Scalar,
        family: Family::Json,
        syntax: "jsonArraySize(array)",
        min_args: 1,
        max_args: Some(1),
        summary: "The number of elements of a JSON array.",
        notes: "The array is a list, or a text that holds one. Missing for anything else.",
        examples: &[
            ("jsonArraySize('[1, [2, 3]]')", "2"),
            ("jsonArraySize('[]')", "0"),
            ("jsonArraySize('text')", "null"),
        ],
    },
    FunctionInfo {
        name: "jsonArrayContains",
        aliases: &[],
        kind: FunctionKind::Scalar,
        family: Family::Json,
        syntax: "jsonArrayContains(array, value)",
        min_args: 2,
        max_args: Some(2),
        summary: "1 when a JSON array has the value among its elements, else 0.",
        notes: "The array is a list, or a text that holds one; anything else has no elements. \
                Texts are compared with texts, case and all, numbers with numbers by value.",
        examples: &[
            (r#"jsonArrayContains('["a", 1]', 'a')"#, "1"),
            (r#"jsonArrayContains('["a", 1]', 'A')"#, "0"),
            (r#"jsonArrayContains('["a", 1]', 1.0)"#, "1"),
            (r#"jsonArrayContains('["a", 1]', '1')"#, "0"),
        ],
    },
];
