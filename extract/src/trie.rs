//! The wanted paths, compiled into a trie whose nodes know which keys to look for.
#![expect(
    clippy::inline_always,
    reason = "looking up a key is in the walk's innermost loop"
)]

use memchr::memchr;

use crate::path::Path;
use crate::string::unescape;

/// A node's number in its trie.
pub(crate) type NodeId = u32;

/// The record itself.
pub(crate) const ROOT: NodeId = 0;

/// The wanted paths; node 0 is the record itself.
#[derive(Debug)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
    fresh: Vec<Slot>,
}

/// What a walk knows about a node in the present record.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Slot {
    /// The value's bytes; `end` is 0 as long as it was not found.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How many wanted nodes under this one were not found yet.
    pub(crate) below: u32,
    /// A value stood at this path: later ones are as if absent.
    pub(crate) taken: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) parent: NodeId,
    pub(crate) wanted: bool,
    /// The highest array index that a child asks for.
    pub(crate) last_index: Option<usize>,
    /// By length of key, so that `starts` gives the range of a length.
    children: Vec<Child>,
    starts: Box<[u32]>,
    /// Bit n: a child's key has n bytes (63: or more).
    lengths: u64,
    /// Bit n: a dotted key of n bytes leads to a node further down.
    dotted_lengths: u64,
}

#[derive(Debug)]
struct Child {
    /// The first eight bytes of the key, little endian, filled up with zeros.
    head: u64,
    /// The last eight bytes of a key of eight and more.
    tail: u64,
    key: Box<[u8]>,
    index: Option<usize>,
    node: NodeId,
}

impl Trie {
    /// The trie of the paths, and the node of each.
    pub(crate) fn new<'a>(paths: impl IntoIterator<Item = &'a Path>) -> (Self, Vec<NodeId>) {
        let mut nodes = vec![Node::default()];
        let ends = paths
            .into_iter()
            .map(|path| {
                let end = path
                    .segments()
                    .fold(ROOT, |at, segment| child_of(&mut nodes, at, segment));
                nodes[end as usize].wanted |= end != ROOT;
                end
            })
            .collect();
        for node in &mut nodes {
            node.index_children();
        }
        for id in 0..nodes.len() {
            nodes[id].dotted_lengths = dotted_lengths(&nodes, id);
        }
        let mut fresh = vec![Slot::default(); nodes.len()];
        // Children come after their parents: one pass from the back sums up.
        for id in (1..nodes.len()).rev() {
            let own = u32::from(nodes[id].wanted);
            fresh[nodes[id].parent as usize].below += fresh[id].below + own;
        }
        (Self { nodes, fresh }, ends)
    }

    #[inline]
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// The slots as they are at the start of a record.
    #[inline]
    pub(crate) fn fresh(&self) -> &[Slot] {
        &self.fresh
    }

    /// The node that the raw key `bytes[start..end]` of an object at `id` leads to.
    #[inline(always)]
    pub(crate) fn key(&self, id: NodeId, bytes: &[u8], start: usize, end: usize) -> Option<NodeId> {
        let node = self.node(id);
        let length = 1 << (end - start).min(63);
        if node.lengths & length != 0
            && let Some(found) = node.child(bytes, start, end)
        {
            return Some(found);
        }
        if node.dotted_lengths & length != 0 {
            return self.dotted(id, &bytes[start..end]);
        }
        None
    }

    /// The same for a key that has backslashes; one with a bad escape leads nowhere.
    #[cold]
    pub(crate) fn escaped_key(&self, id: NodeId, raw: &[u8]) -> Option<NodeId> {
        let mut key = Vec::with_capacity(raw.len());
        unescape(raw, &mut key)?;
        self.key(id, &key, 0, key.len())
    }

    /// The node of an array's element.
    #[inline]
    pub(crate) fn element(&self, id: NodeId, index: usize) -> Option<NodeId> {
        let children = &self.node(id).children;
        children
            .iter()
            .find(|child| child.index == Some(index))
            .map(|child| child.node)
    }

    /// Segments have no dots, so there is one way at most to split a key.
    #[inline(never)]
    fn dotted(&self, id: NodeId, key: &[u8]) -> Option<NodeId> {
        memchr(b'.', key)?;
        key.split(|&byte| byte == b'.').try_fold(id, |at, segment| {
            self.node(at).child(segment, 0, segment.len())
        })
    }
}

impl Node {
    #[inline(always)]
    fn child(&self, bytes: &[u8], start: usize, end: usize) -> Option<NodeId> {
        let length = (end - start).min(63);
        if self.lengths & (1 << length) == 0 {
            return None;
        }
        let head = head(bytes, start, end);
        let tail = tail(bytes, start, end);
        let range = self.starts[length] as usize..self.starts[length + 1] as usize;
        self.children[range]
            .iter()
            .find(|child| {
                child.head == head
                    && child.key.len() == end - start
                    && child.tail == tail
                    && (end - start <= 16 || *child.key == bytes[start..end])
            })
            .map(|child| child.node)
    }

    fn index_children(&mut self) {
        self.children.sort_by_key(|child| child.key.len());
        let bucket = |child: &Child| child.key.len().min(63);
        self.lengths = self
            .children
            .iter()
            .fold(0, |mask, child| mask | 1 << bucket(child));
        self.starts = (0..=64)
            .map(|length| {
                self.children
                    .partition_point(|child| bucket(child) < length) as u32
            })
            .collect();
        self.last_index = self.children.iter().filter_map(|child| child.index).max();
    }
}

fn child_of(nodes: &mut Vec<Node>, parent: NodeId, segment: &str) -> NodeId {
    let key = segment.as_bytes();
    let children = &nodes[parent as usize].children;
    if let Some(child) = children.iter().find(|child| *child.key == *key) {
        return child.node;
    }
    let node = nodes.len() as NodeId;
    nodes.push(Node {
        parent,
        ..Node::default()
    });
    let index = segment
        .parse()
        .ok()
        .filter(|index: &usize| index.to_string() == segment);
    let (head, tail) = (head(key, 0, key.len()), tail(key, 0, key.len()));
    let child = Child {
        head,
        tail,
        key: key.into(),
        index,
        node,
    };
    nodes[parent as usize].children.push(child);
    node
}

fn dotted_lengths(nodes: &[Node], from: usize) -> u64 {
    let mut lengths = 0;
    let mut open = vec![(from, 0, 0)];
    while let Some((at, segments, length)) = open.pop() {
        if segments > 1 {
            lengths |= 1 << length;
        }
        // Past the last bit nothing new can be learnt.
        if length < 63 || segments < 2 {
            let dot = usize::from(segments > 0);
            open.extend(nodes[at].children.iter().map(|child| {
                (
                    child.node as usize,
                    segments + 1,
                    (length + dot + child.key.len()).min(63),
                )
            }));
        }
    }
    lengths
}

#[inline(always)]
fn head(bytes: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    let chunk = bytes[start..].first_chunk().copied().unwrap_or_else(|| {
        let mut chunk = [0; 8];
        let length = length.min(8);
        chunk[..length].copy_from_slice(&bytes[start..start + length]);
        chunk
    });
    let word = u64::from_le_bytes(chunk);
    if length >= 8 {
        word
    } else {
        word & ((1 << (8 * length)) - 1)
    }
}

#[inline(always)]
fn tail(bytes: &[u8], start: usize, end: usize) -> u64 {
    bytes[start..end]
        .last_chunk()
        .map_or(0, |&chunk| u64::from_le_bytes(chunk))
}
