//! Queries for every form of the language, each through parsing and formatting.

use taffrail_query_lang::{format, parse};

const QUERIES: &[&str] = &[
    // Shape, pipes, white space, comments.
    "",
    "  \n # nothing but a note",
    "fields @timestamp, @message",
    "| fields host | limit 3",
    "fields a |\nfilter b = 1 |\nlimit 2",
    "fields a\n| filter b = 1\n| limit 2",
    "fields a # behind\n# | filter b = 1\n| limit 2 # last",
    "stats count(*) as n, # how many\n  sum(bytes) # how much\n  by host,\n  bin(5m)",
    "\u{feff}fields\u{a0}host",
    "FIELDS a | WHERE b LIKE 'x' | STATS COUNT(*) AS n BY c | ORDER BY n DESC | HEAD 3",
    // Names.
    "fields `foo-bar`, `a b`, `größe`, `a\\`b`",
    "fields @timestamp, @@example.com, _private, a1",
    "fields @`aws.tag.aws:cloudformation:stack-name`",
    "fields userIdentity.sessionContext.attributes.mfaAuthenticated",
    "fields items.0.instanceId, items[0].instanceId, items[2][1]",
    "fields json_message.`user.id`, `trafficInsights.timeToFirstByte.ec2.value`",
    "fields message, level, timestamp, type, left, count, value, min",
    "fields `and`, `in`, by, as, asc, desc, any, multi, offset",
    "fields a as `odd name`, b as @user, c as d.e",
    "filter fields = 1 and stats = 2 and limit > 3",
    // Literals.
    r#"filter a = 'x' or a = "y" or a = '{"caller":"*"}' or a = "it's""#,
    r#"filter a = 'it\'s' or a = "\"" or a = '\\' or a = 'tab\there' or a = '\d'"#,
    "filter a = 'one\ntwo | three # four'",
    "filter a = 12 or a = 0.9 or a = 1e6 or a = 2.5E-3 or a = -4 or a = 123456789012",
    "filter a = 18446744073709551615 or a = -9223372036854775808 or a = 99999999999999999999",
    "filter a = true or b = FALSE",
    "filter a in ['foo', \"bar\", 1, -2.5, true]",
    "filter a not in [] or not a in ['x']",
    "stats count(*) by bin(5m), bin(30s), bin(1h), bin(7days), bin(2weeks)",
    "fields datefloor(@timestamp, 1mo), dateceil(@timestamp, 2qtrs), datefloor(@timestamp, 250msec)",
    "fields datefloor(@timestamp, 3yr), datefloor(@timestamp, 1MONTH)",
    // Operators and precedence.
    "filter a = 1 or b = 2 and not c = 3",
    "filter !ispresent(a) and not (b = 1 or c = 2)",
    "filter a == 1 and b != 2 and c < 3 and d <= 4 and e > 5 and f >= 6",
    "fields a + b - c * d / e % f ^ g ^ h, -a ^ 2, (-a) ^ 2, 2 ^ -3, - - a",
    "filter @maxMemoryUsed/@memorySize > 0.9",
    "filter @message like 'a' and @message not like \"b\" and @message =~ 'c'",
    "filter (a = 1) = (b = 2)",
    "filter isApi and fieldInError or not cold",
    "filter a+b like /12/",
    "fields a = 1 as same, a > 2 and b, not c",
    "fields event-name, a -b, a- b",
    // Regexes.
    r"filter @message like /(?i)error|warn/ and x =~ /^\d+\.\d+$/",
    r"filter @message like /https?:\/\/[^\/]+\// or @message not like /a|b # c/",
    r"parse @message /user=(?<user>.*?), ip=(?P<ip>\S+)/",
    r"parse /(\w+) (\w+)/ as first, second",
    "fields regexReplace(a, /[0-9]+/, '#'), a / b / c",
    r"parse @message /method:(?<method>.*?),
    latency := (?<latency>.*?)/ | stats avg(latency) by method",
    "filter a like //",
    // Commands.
    "display host, toupper(name), level = 'ERROR' as failed",
    "where status >= 500",
    "parse 'Redocking Attempts: *' as @attempts",
    "parse @logStream \"*/*/*\" as env, service, shard",
    r"parse msg '*\*' as before",
    "parse concat(a, b) 'x=*' as x | parse x '*,*' as y, z",
    "parse (a) '*' as b",
    "stats count(), count(*), count( * )",
    "stats sum(x)/1024/1024 as mb, ceil(avg(a-b)), sum(strcontains(@message,\"Init\"))/count(*)*100",
    "stats max(a) as m, m - 1 as less by concat(type,'/',name) as key, bin(5m) as t",
    "stats sum(`bytesIn`+`bytesOut`) by `foo-bar`",
    "stats count(*) as n by a | filter n > 1 | stats sum(n) by bin(1h) | sort n",
    "sort @timestamp desc, a, b asc, `count(*)` desc",
    "sort by strlen(a) desc | sort `by`",
    "limit 20 | head 5",
    "dedup a, `b-c`, d.e[0]",
    // Calls.
    "fields if(a = 1, 'x', case(b > 2, 'y', 'z')), now(), coalesce(a, b, 0)",
    "fields jsonParse(x).a.b, jsonParse(x)[0], jsonParse(x).`odd key`.c, f(g(h(1)))",
    "fields count_distinct(x), IsPresent (y)",
    "fields strcontains(@message, 'x', true), not ispresent(a)",
];

#[test]
fn every_query_survives_formatting() {
    for text in QUERIES {
        let query = parse(text).unwrap_or_else(|it| panic!("{text}\n{}", it[0].render(text)));
        let formatted = format(&query);
        let again = parse(&formatted).unwrap_or_else(|it| panic!("{}", it[0].render(&formatted)));
        assert_eq!(again, query, "{text}\nbecame\n{formatted}");
        assert_eq!(format(&again), formatted);
        assert_eq!(again.comments.len(), query.comments.len(), "{text}");
    }
}

#[test]
fn spans_point_at_the_words() {
    let text = "fields a.b as c # note\n| filter  x = 'y' ";
    let query = parse(text).expect("parses");
    let shown: Vec<&str> = query
        .commands
        .iter()
        .map(|it| &text[it.span.range()])
        .collect();
    assert_eq!(shown, ["fields a.b as c", "filter  x = 'y'"]);
    assert_eq!(&text[query.comments[0].span.range()], "# note");
}
