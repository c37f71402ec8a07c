//! Filters of a scan as plain data: the part of DataFusion's expressions that filters are made
//! of, by the names of their functions.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use arrow::datatypes::DataType;
use datafusion::common::{Column, Result, ScalarValue, exec_datafusion_err};
use datafusion::logical_expr::expr::{Case, Cast, InList, ScalarFunction};
use datafusion::logical_expr::{BinaryExpr, Expr, Like, Operator, ScalarUDF, Volatility};
use serde::{Deserialize, Serialize};

use crate::registry;

/// An expression over the columns of a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ScanFilter {
    /// A column by its name.
    Column(String),
    /// A constant.
    Literal(ScanLiteral),
    /// `left op right`
    Binary(String, Box<[Self; 2]>),
    /// `not x`, `x is null` and the like.
    Unary(Unary, Box<Self>),
    /// A cast to the Arrow type with this name.
    Cast(String, Box<Self>),
    /// A call of a scalar function by its name.
    Call(String, Vec<Self>),
    /// `x like pattern`
    Like {
        /// What is matched.
        operand: Box<Self>,
        /// SQL's pattern.
        pattern: Box<Self>,
        /// `not like`
        negated: bool,
        /// `ilike`
        case_insensitive: bool,
    },
    /// `x in (...)`
    In {
        /// What is looked for.
        operand: Box<Self>,
        /// Among what.
        list: Vec<Self>,
        /// `not in`
        negated: bool,
    },
    /// `case when ... then ... else ... end`
    Case {
        /// Conditions and what they give.
        branches: Vec<(Self, Self)>,
        /// What it is otherwise.
        otherwise: Option<Box<Self>>,
    },
}

/// The operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Unary {
    /// `not x`
    Not,
    /// `x is null`
    IsNull,
    /// `x is not null`
    IsNotNull,
    /// `x is true`
    IsTrue,
    /// `x is not true`
    IsNotTrue,
    /// `-x`
    Negative,
}

/// The constants of filters; the Arrow type is that of the name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ScanLiteral {
    /// `Null`
    Null,
    /// `Boolean`
    Boolean(Option<bool>),
    /// `UInt8`
    UInt8(Option<u8>),
    /// `Int32`
    Int32(Option<i32>),
    /// `Int64`
    Int64(Option<i64>),
    /// `UInt64`
    UInt64(Option<u64>),
    /// `Float64`, as bits so that every value survives.
    Float64(Option<u64>),
    /// `Utf8`
    Utf8(Option<String>),
    /// `Utf8View`
    Utf8View(Option<String>),
    /// `Timestamp(Microsecond, zone)`
    Time(Option<i64>, Option<String>),
}

impl ScanFilter {
    /// The filter for an expression; `None` when it holds something that has no plain form, or
    /// that must not be moved.
    pub(crate) fn from_expr(expr: &Expr) -> Option<Self> {
        let boxed = |expr: &Expr| Self::from_expr(expr).map(Box::new);
        let all = |exprs: &[Expr]| {
            exprs
                .iter()
                .map(Self::from_expr)
                .collect::<Option<Vec<_>>>()
        };
        let unary = |op, expr: &Expr| Some(Self::Unary(op, boxed(expr)?));
        match expr {
            Expr::Alias(alias) => Self::from_expr(&alias.expr),
            Expr::Column(column) => Some(Self::Column(column.name.clone())),
            Expr::Literal(value, _) => ScanLiteral::new(value).map(Self::Literal),
            Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
                operator(&op.to_string())?;
                let sides = [Self::from_expr(left)?, Self::from_expr(right)?];
                Some(Self::Binary(op.to_string(), Box::new(sides)))
            }
            Expr::Not(expr) => unary(Unary::Not, expr),
            Expr::IsNull(expr) => unary(Unary::IsNull, expr),
            Expr::IsNotNull(expr) => unary(Unary::IsNotNull, expr),
            Expr::IsTrue(expr) => unary(Unary::IsTrue, expr),
            Expr::IsNotTrue(expr) => unary(Unary::IsNotTrue, expr),
            Expr::Negative(expr) => unary(Unary::Negative, expr),
            Expr::Cast(Cast { expr, field }) => {
                let name = field.data_type().to_string();
                DataType::from_str(&name).ok()?;
                Some(Self::Cast(name, boxed(expr)?))
            }
            Expr::ScalarFunction(ScalarFunction { func, args }) => {
                let stable = func.signature().volatility != Volatility::Volatile;
                let known = stable && find_function(func.name()).is_some();
                if known {
                    Some(Self::Call(func.name().to_owned(), all(args)?))
                } else {
                    None
                }
            }
            Expr::Like(Like {
                negated,
                expr,
                pattern,
                escape_char: None,
                case_insensitive,
            }) => Some(Self::Like {
                operand: boxed(expr)?,
                pattern: boxed(pattern)?,
                negated: *negated,
                case_insensitive: *case_insensitive,
            }),
            Expr::InList(InList {
                expr,
                list,
                negated,
            }) => Some(Self::In {
                operand: boxed(expr)?,
                list: all(list)?,
                negated: *negated,
            }),
            Expr::Case(Case {
                expr: None,
                when_then_expr,
                else_expr,
            }) => Some(Self::Case {
                branches: when_then_expr
                    .iter()
                    .map(|(when, then)| Some((Self::from_expr(when)?, Self::from_expr(then)?)))
                    .collect::<Option<Vec<_>>>()?,
                otherwise: match else_expr {
                    Some(otherwise) => Some(boxed(otherwise)?),
                    None => None,
                },
            }),
            _ => None,
        }
    }

    /// The expression that the filter was made from.
    ///
    /// # Errors
    ///
    /// When it names an operator, a type or a function that this build does not know.
    pub(crate) fn to_expr(&self) -> Result<Expr> {
        let all = |filters: &[Self]| {
            filters
                .iter()
                .map(Self::to_expr)
                .collect::<Result<Vec<_>>>()
        };
        Ok(match self {
            Self::Column(name) => Expr::Column(Column::new_unqualified(name)),
            Self::Literal(literal) => Expr::Literal(literal.value(), None),
            Self::Binary(op, sides) => Expr::BinaryExpr(BinaryExpr::new(
                Box::new(sides[0].to_expr()?),
                operator(op).ok_or_else(|| exec_datafusion_err!("unknown operator `{op}`"))?,
                Box::new(sides[1].to_expr()?),
            )),
            Self::Unary(op, operand) => {
                let operand = Box::new(operand.to_expr()?);
                match op {
                    Unary::Not => Expr::Not(operand),
                    Unary::IsNull => Expr::IsNull(operand),
                    Unary::IsNotNull => Expr::IsNotNull(operand),
                    Unary::IsTrue => Expr::IsTrue(operand),
                    Unary::IsNotTrue => Expr::IsNotTrue(operand),
                    Unary::Negative => Expr::Negative(operand),
                }
            }
            Self::Cast(name, operand) => {
                let data_type = DataType::from_str(name)?;
                Expr::Cast(Cast::new(Box::new(operand.to_expr()?), data_type))
            }
            Self::Call(name, args) => find_function(name)
                .ok_or_else(|| exec_datafusion_err!("unknown function `{name}`"))?
                .call(all(args)?),
            Self::Like {
                operand,
                pattern,
                negated,
                case_insensitive,
            } => Expr::Like(Like::new(
                *negated,
                Box::new(operand.to_expr()?),
                Box::new(pattern.to_expr()?),
                None,
                *case_insensitive,
            )),
            Self::In {
                operand,
                list,
                negated,
            } => operand.to_expr()?.in_list(all(list)?, *negated),
            Self::Case {
                branches,
                otherwise,
            } => Expr::Case(Case::new(
                None,
                branches
                    .iter()
                    .map(|(when, then)| Ok((Box::new(when.to_expr()?), Box::new(then.to_expr()?))))
                    .collect::<Result<Vec<_>>>()?,
                otherwise
                    .as_ref()
                    .map(|other| other.to_expr().map(Box::new))
                    .transpose()?,
            )),
        })
    }
}

impl ScanLiteral {
    fn new(value: &ScalarValue) -> Option<Self> {
        Some(match value {
            ScalarValue::Null => Self::Null,
            ScalarValue::Boolean(value) => Self::Boolean(*value),
            ScalarValue::UInt8(value) => Self::UInt8(*value),
            ScalarValue::Int32(value) => Self::Int32(*value),
            ScalarValue::Int64(value) => Self::Int64(*value),
            ScalarValue::UInt64(value) => Self::UInt64(*value),
            ScalarValue::Float64(value) => Self::Float64(value.map(f64::to_bits)),
            ScalarValue::Utf8(value) => Self::Utf8(value.clone()),
            ScalarValue::Utf8View(value) => Self::Utf8View(value.clone()),
            ScalarValue::TimestampMicrosecond(value, zone) => {
                Self::Time(*value, zone.as_ref().map(ToString::to_string))
            }
            _ => return None,
        })
    }

    fn value(&self) -> ScalarValue {
        match self.clone() {
            Self::Null => ScalarValue::Null,
            Self::Boolean(value) => ScalarValue::Boolean(value),
            Self::UInt8(value) => ScalarValue::UInt8(value),
            Self::Int32(value) => ScalarValue::Int32(value),
            Self::Int64(value) => ScalarValue::Int64(value),
            Self::UInt64(value) => ScalarValue::UInt64(value),
            Self::Float64(value) => ScalarValue::Float64(value.map(f64::from_bits)),
            Self::Utf8(value) => ScalarValue::Utf8(value),
            Self::Utf8View(value) => ScalarValue::Utf8View(value),
            Self::Time(value, zone) => {
                ScalarValue::TimestampMicrosecond(value, zone.map(Into::into))
            }
        }
    }
}

/// The operators that filters are made of, by how DataFusion writes them.
fn operator(name: &str) -> Option<Operator> {
    use Operator::{
        And, Divide, Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, Minus, Modulo,
        Multiply, NotEq, Or, Plus, RegexMatch, RegexNotMatch,
    };
    [
        And,
        Divide,
        Eq,
        Gt,
        GtEq,
        IsDistinctFrom,
        IsNotDistinctFrom,
        Lt,
        LtEq,
        Minus,
        Modulo,
        Multiply,
        NotEq,
        Or,
        Plus,
        RegexMatch,
        RegexNotMatch,
    ]
    .into_iter()
    .find(|operator| operator.to_string() == name)
}

/// A function of ours, or one that DataFusion brings.
fn find_function(name: &str) -> Option<&'static Arc<ScalarUDF>> {
    static BUILT_IN: LazyLock<HashMap<String, Arc<ScalarUDF>>> = LazyLock::new(|| {
        datafusion::functions::all_default_functions()
            .into_iter()
            .map(|function| (function.name().to_owned(), function))
            .collect()
    });
    registry::find(name).or_else(|| BUILT_IN.get(name))
}
