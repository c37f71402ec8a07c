//! One forward pass over an object: which bytes stand at the wanted paths, and where it ends.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level's CPU"
)]

use std::ops::Range;

use crate::simd::{Kernel, Simd};
use crate::skip;
use crate::trie::{NodeId, ROOT, Slot, Trie};

/// How far a walk goes when it has found everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Where the object ends is known.
    Found,
    /// To the object's end.
    Whole,
}

/// A walk over the object or array that begins at `start`; gives the place behind its closing bracket, or
/// `None` if that does not come before `limit`. What was found until then stays in `state`.
pub(crate) struct Walk<'a> {
    pub(crate) trie: &'a Trie,
    pub(crate) bytes: &'a [u8],
    pub(crate) start: usize,
    pub(crate) limit: usize,
    pub(crate) extent: Extent,
    pub(crate) state: &'a mut State,
}

/// What a walk finds, and its room to work in.
#[derive(Debug, Default)]
pub(crate) struct State {
    slots: Vec<Slot>,
    open: Vec<Frame>,
}

/// A container on the way to wanted paths.
#[derive(Debug, Clone, Copy)]
struct Frame {
    node: NodeId,
    start: usize,
    /// The index of the next element; `None` in an object.
    next: Option<usize>,
}

impl State {
    pub(crate) fn new(trie: &Trie) -> Self {
        Self {
            slots: trie.fresh().to_vec(),
            open: Vec::new(),
        }
    }

    /// Where the value of a wanted node stands in the last record.
    #[inline]
    pub(crate) fn found(&self, node: NodeId) -> Option<Range<usize>> {
        let slot = self.slots[node as usize];
        (slot.end != 0).then_some(slot.start..slot.end)
    }
}

impl Kernel for Walk<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Option<usize> {
        let Self {
            trie,
            bytes,
            start,
            limit,
            extent,
            state,
        } = self;
        state.slots.copy_from_slice(trie.fresh());
        state.open.clear();
        let frame = Frame {
            node: ROOT,
            start,
            next: (bytes[start] == b'[').then_some(0),
        };
        let mut cursor = Cursor {
            simd,
            trie,
            bytes,
            limit,
            state,
            frame,
            at: start + 1,
        };
        let mut step = if cursor.below(ROOT) == 0 {
            Step::Found
        } else {
            Step::Item
        };
        loop {
            step = match step {
                Step::Item => cursor.item()?,
                Step::Behind => cursor.behind()?,
                Step::Done => {
                    cursor.at = simd.skip_container(bytes, cursor.at, limit, 1)?;
                    Step::Closed
                }
                Step::Closed => match cursor.state.open.pop() {
                    Some(outer) => cursor.climb(outer),
                    None => return Some(cursor.at),
                },
                Step::Found => {
                    let depth = cursor.state.open.len() + 1;
                    return match extent {
                        Extent::Found => Some(limit),
                        Extent::Whole => simd.skip_container(bytes, cursor.at, limit, depth),
                    };
                }
            }
        }
    }
}

/// Where a walk is.
struct Cursor<'a, S> {
    simd: S,
    trie: &'a Trie,
    bytes: &'a [u8],
    limit: usize,
    state: &'a mut State,
    frame: Frame,
    at: usize,
}

/// What a walk has to do next.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A member or element, or the container's end, comes next.
    Item,
    /// A comma or the container's end comes next.
    Behind,
    /// Nothing in the rest of this container is wanted, or it is not well formed.
    Done,
    /// The container's closer was the last byte.
    Closed,
    /// Nothing in the rest of the record is wanted.
    Found,
}

impl<S: Simd> Cursor<'_, S> {
    /// Over a key, or a place in an array, and its value.
    #[inline(always)]
    fn item(&mut self) -> Option<Step> {
        let first = self.solid()?;
        if is_closer(first) {
            self.at += 1;
            return Some(Step::Closed);
        }
        if let Some(next) = &mut self.frame.next {
            let index = *next;
            *next += 1;
            if self
                .trie
                .node(self.frame.node)
                .last_index
                .is_none_or(|last| index > last)
            {
                return Some(Step::Done);
            }
            let node = self.trie.element(self.frame.node, index);
            return self.value(first, node);
        }
        if first != b'"' {
            return Some(Step::Done);
        }
        let start = self.at + 1;
        let key = skip::string(self.simd, self.bytes, start, self.limit)?;
        let node = if key.escapes {
            self.trie
                .escaped_key(self.frame.node, &self.bytes[start..key.at])
        } else {
            self.trie.key(self.frame.node, self.bytes, start, key.at)
        };
        self.at = key.at + 1;
        if self.solid()? != b':' {
            return Some(Step::Done);
        }
        self.at += 1;
        let first = self.solid()?;
        self.value(first, node)
    }

    /// Over a value, or into it if something in it is wanted.
    #[inline(always)]
    fn value(&mut self, first: u8, node: Option<NodeId>) -> Option<Step> {
        let start = self.at;
        let node = node.filter(|&node| {
            let slot = &mut self.state.slots[node as usize];
            !std::mem::replace(&mut slot.taken, true)
        });
        match first {
            b'"' => {
                self.at = skip::string(self.simd, self.bytes, start + 1, self.limit)?.at + 1;
            }
            b'{' | b'[' => {
                if let Some(node) = node
                    && self.below(node) > 0
                {
                    self.state.open.push(self.frame);
                    let next = (first == b'[').then_some(0);
                    self.frame = Frame { node, start, next };
                    self.at = start + 1;
                    return Some(Step::Item);
                }
                self.at = self
                    .simd
                    .skip_container(self.bytes, start + 1, self.limit, 1)?;
            }
            _ => self.at = skip::scalar(self.bytes, start, self.limit),
        }
        Some(match node {
            Some(node) if self.trie.node(node).wanted => self.settle(node, start),
            _ => Step::Behind,
        })
    }

    #[inline(always)]
    fn behind(&mut self) -> Option<Step> {
        let first = self.solid()?;
        if first != b',' && !is_closer(first) {
            return Some(Step::Done);
        }
        self.at += 1;
        Some(if first == b',' {
            Step::Item
        } else {
            Step::Closed
        })
    }

    /// Out of a container that was closed.
    #[inline(always)]
    fn climb(&mut self, outer: Frame) -> Step {
        let closed = std::mem::replace(&mut self.frame, outer);
        if self.trie.node(closed.node).wanted {
            self.settle(closed.node, closed.start)
        } else if self.below(self.frame.node) == 0 {
            Step::Done
        } else {
            Step::Behind
        }
    }

    /// Notes the wanted value that ends here.
    #[inline(always)]
    fn settle(&mut self, node: NodeId, start: usize) -> Step {
        let slot = &mut self.state.slots[node as usize];
        (slot.start, slot.end) = (start, self.at);
        let mut node = node;
        while node != ROOT {
            node = self.trie.node(node).parent;
            self.state.slots[node as usize].below -= 1;
        }
        if self.below(ROOT) == 0 {
            Step::Found
        } else if self.below(self.frame.node) == 0 {
            Step::Done
        } else {
            Step::Behind
        }
    }

    #[inline(always)]
    fn below(&self, node: NodeId) -> u32 {
        self.state.slots[node as usize].below
    }

    /// Over white space, to the byte behind it.
    #[inline(always)]
    fn solid(&mut self) -> Option<u8> {
        self.at = skip::solid(self.simd, self.bytes, self.at, self.limit)?;
        Some(self.bytes[self.at])
    }
}

/// Only the way over an object's bytes, with nothing to find in it.
pub(crate) struct Skip<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) start: usize,
    pub(crate) limit: usize,
}

impl Kernel for Skip<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Option<usize> {
        simd.skip_container(self.bytes, self.start + 1, self.limit, 1)
    }
}

#[inline(always)]
fn is_closer(byte: u8) -> bool {
    byte | 0x20 == b'}'
}
