//! Options `name=value`.

use crate::diagnostics::check_all;

#[test]
fn options() {
    check_all(CASES);
}

const CASES: &[(&str, &str)] = &[
    (
        "outlier acton=remove cpu",
        "
error[E0131]: `outlier` has no option `acton=`
  |
1 | outlier acton=remove cpu
  |         ^^^^^ not an option
  = help: did you mean `action=`?
",
    ),
    (
        "fields a | addtotals size=3",
        "
error[E0131]: `addtotals` has no option `size=`
  |
1 | fields a | addtotals size=3
  |                      ^^^^ not an option
  = help: the options are `fieldname=`, `row=` and `col=`
",
    ),
    (
        "addtotals row=true col=true row=false",
        "
error[E0132]: the option `row=` is given twice
  |
1 | addtotals row=true col=true row=false
  |           --- given first here
  |                             ^^^ given again
  = help: remove one of them
",
    ),
    (
        "autoregress bytes as a p=2 as b",
        "
error[E0132]: the name behind `as` is given twice
  |
1 | autoregress bytes as a p=2 as b
  |                      - given first here
  |                               ^ given again
  = help: remove one of them
",
    ),
    (
        "autoregress bytes p=4-1",
        "
error[E0133]: the option `p=` takes a range of at most 100 lags, from 1 on, the smaller one first
  |
1 | autoregress bytes p=4-1
  |                     ^^^ not that
  = help: as in `p=1-4`
",
    ),
    (
        "addtotals row=yes a",
        "
error[E0133]: the option `row=` takes `true` or `false`
  |
1 | addtotals row=yes a
  |               ^^^ not that
  = help: write `row=true` or `row=false`
",
    ),
    (
        "SOURCE 'a' start=yesterday",
        "
error[E0133]: the option `start=` takes milliseconds since 1970, `now` or a period with a sign
  |
1 | SOURCE 'a' start=yesterday
  |                  ^^^^^^^^^ not that
  = help: as in `start=-1d`
",
    ),
    (
        "SOURCE 'a' strat=-1d",
        "
error[E0131]: `SOURCE` has no option `strat=`
  |
1 | SOURCE 'a' strat=-1d
  |            ^^^^^ not an option
  = help: did you mean `start=`?
",
    ),
    (
        "join type=outer left=a right=b where a.x = b.x (fields x)",
        "
error[E0133]: the option `type=` takes `inner` or `left`
  |
1 | join type=outer left=a right=b where a.x = b.x (fields x)
  |           ^^^^^ not that
  = help: write `type=inner` or `type=left`
",
    ),
    (
        "join type=left left=a left=b where a.x = b.x (fields x)",
        "
error[E0132]: the option `left=` is given twice
  |
1 | join type=left left=a left=b where a.x = b.x (fields x)
  |                ---- given first here
  |                       ^^^^ given again
  = help: remove one of them
",
    ),
    (
        "join left=a where a.x = b.x (fields x)",
        "
error[E0133]: `join` has no `right=`
  |
1 | join left=a where a.x = b.x (fields x)
  | ^^^^ an option is missing
  = help: as in `right=a`
",
    ),
    (
        "appendcols max=many (fields a)",
        "
error[E0133]: the option `max=` takes a whole number of at least 1
  |
1 | appendcols max=many (fields a)
  |                ^^^^ not that
  = help: as in `max=5`
",
    ),
];
