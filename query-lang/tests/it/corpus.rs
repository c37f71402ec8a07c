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
    // Commands over single events.
    "filterIndex requestId = '7a1f' | filterIndex `user-id` in [1, 'x', true]",
    "filterindex a == -1 | FILTER_INDEX b.c IN []",
    "json field=payload \"user.name\" as user | json field = `a b`.c '0.id' as `x y`",
    "unmask | unmask @message, user.email",
    "unnest jsonParse(@message).events into event | unnest m.items into item",
    "unnest if(a = 1, b, c) into into",
    "expand items | expand a.`b c`[0]",
    // Commands over the sequence of rows.
    "accum bytes AS `total so far` | accum bytes",
    "autoregress bytes | autoregress bytes p=3 | autoregress bytes p=1-4 as before",
    "auto_regress bytes as b p = 2 - 5",
    "filldown | filldown host cpu* *.id `odd name` `x*y z`",
    "stats count(*) as n by bin(5m) | fillmissing",
    "stats count(*) as n by bin(5m) | fill_missing with 0 for n, 'none' for `h-x`, -1.5 for m",
    "sessionize user | sessionize user, device maxspan 1h as session | sessionize a as b maxspan 90s",
    "countFrequent method, status | count_frequent method",
    "addtotals | addtotals a, b | addtotals fieldname=Sum row=false col=TRUE a",
    "add_totals fieldname=\"row sum\" | addtotals a, b col=true fieldname=`x y`",
    "outlier cpu memory | outlier action=remove param=3.0 uselower=true mark=true cpu `m-x`",
    "outlier cpu action=transform param=0",
    // Commands over patterns.
    "pattern @message | anomaly | sort a | limit 5",
    "pattern concat(a, b) | diff | limit 5",
    "diff previousDay | diff PREVIOUSWEEK | diff previous_month",
    "logcompare timeshift 7d | log_compare timeshift 2weeks",
    "relevantfields where duration > 5000",
    "relevantfields a, `where`, where where where = 1 and b like /x/",
    "fields a | estimate",
    // The names of commands and their words are names everywhere else.
    "fields pattern, diff, json, source, unmask(@message), unmask, expand, estimate as accum",
    "filter estimate = 1 and outlier > 2 and anomaly like 'x' and sessionize in [1]",
    "filter into = 1 or with = 2 or for = 3 or maxspan = 4 or timeshift = 5 or previousDay = 6",
    "stats count(*) as total, sum(json) as unnest by pattern, filldown as diff | sort estimate",
    "dedup where, with, field, p, row | display action, param, mark, col, fieldname",
    "parse json 'x=*' as expand | parse @message 'y=*' as logcompare",
    "expand expand | accum accum as accum | pattern pattern | unnest unnest into unnest",
    "filldown filldown | countFrequent countFrequent | outlier outlier | addtotals row, col",
    "autoregress p p=2 | sessionize maxspan maxspan 5m as as | json field=field 'json' as json",
    "tail 5 | limit any 3 | LIMIT ANY 1",
    "stats count(*) by bin(5m) offset 1d | stats sum(n) offset 2weeks",
    "parse @message /(?<ip>[0-9.]+)/ multi | parse 'a=*,' as a multi",
    "parse logfmt as m | parse body logfmt as `odd name` | filter m.level = 'error'",
    "parse csv as time, level, text | parse f(a) csv as b",
    // Places and tables.
    "SOURCE 'web' | SOURCE \"api\" | SOURCE lg 'b', `c d` | fields host",
    "source logGroups(namePrefix: ['/app', '/api'], accountIdentifier:['1'], class: ['STANDARD'])",
    "SOURCE logGroups() dataSource(['vpc.flow', 'dns.query']) start=-1d end=now | limit 5",
    r#"SOURCE logGroupTags([{"key":"team","values":["a*","!b"]}, {"key":"live"}]) START=5 END=+1h"#,
    "lookup staff department, role OUTPUT office, manager",
    "lookup 'hosts.csv' ip as srcAddr, port as dstPort outputnew name as host, `odd name`",
    "cidrlookup nets srcAddr OUTPUT region | cidr_lookup nets dstAddr as cidr OUTPUTNEW owner as o",
    // Queries inside of queries.
    "filter id in (SOURCE '/db' | filter kind = 'Timeout' | fields id) and a = 1 or b not in (fields c)",
    "filter a in (# why\n  fields b # because\n  | limit 5 # enough\n) # done\n| limit 1",
    "filter a in (filter b in (filter c in ['d', 'e)'] | fields b) | parse c /[)|](?<d>.)/ | fields a)",
    "fields a in (fields b | limit 5), not f(a in (  stats count(*) by c )) as d",
    "stats count(*) as n by a | appendcols override=true max=5 (SOURCE lg | stats avg(b) as n by a)",
    "join left=a right=b where a.id = b.id (SOURCE '/payments') | fields a.id, b.amount",
    "join type=left left=a right=b where b.x == a.`y z` and a.c = b.d (filter e > 5 | limit 10) # note",
    // Saved queries.
    "$Errors() | $`Odd name`(level = \"WARN\", most=100, least = -1.5)",
    "filter a in ($Ids(day = 'Monday') | fields id) | limit 5",
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
