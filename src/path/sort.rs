//! Sorting and sorted maps, made for the size of the code: the standard library's sort is several kilobytes for each type
//! of element, and its trees are made for more than the certificates of a path.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// What is sorted, by indices, so that one copy of [`heap_sort`] serves every type.
trait Heap {
    fn is_less(&mut self, a: usize, b: usize) -> bool;
    fn swap(&mut self, a: usize, b: usize);
}

/// Sorts; equal elements may change places. O(n log n) comparisons, whatever the order.
pub(super) fn sort_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    struct Items<'i, T, C>(&'i mut [T], C);
    impl<T, C: FnMut(&T, &T) -> Ordering> Heap for Items<'_, T, C> {
        fn is_less(&mut self, a: usize, b: usize) -> bool {
            (self.1)(&self.0[a], &self.0[b]).is_lt()
        }
        fn swap(&mut self, a: usize, b: usize) {
            exchange(self.0, a, b);
        }
    }
    let len = items.len();
    // Most lists have one element or none.
    if len > 1 {
        heap_sort(&mut Items(items, compare), len);
    }
}

/// Sorts and drops all but one of equal elements.
pub(super) fn sort_and_dedup<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
    items.dedup();
}

/// Exchanges two elements. `slice::swap`, `Vec::insert` and `Vec::remove` link memmove, which is 1.6 kB.
fn exchange<T>(items: &mut [T], a: usize, b: usize) {
    let (low, high) = items.split_at_mut(a.max(b));
    if let (Some(low), Some(high)) = (low.get_mut(a.min(b)), high.first_mut()) {
        core::mem::swap(low, high);
    }
}

/// Williams 1964, with Floyd's construction of the heap.
fn heap_sort(heap: &mut dyn Heap, len: usize) {
    for end in (0..len + len / 2).rev() {
        // First every inner node sinks, the last one first; then the greatest goes to the end, again and again.
        let (mut at, end) = match end.checked_sub(len) {
            Some(inner) => (inner, len),
            None => {
                heap.swap(0, end);
                (0, end)
            }
        };
        loop {
            let mut child = 2 * at + 1;
            if child >= end {
                break;
            }
            if child + 1 < end && heap.is_less(child, child + 1) {
                child += 1;
            }
            if !heap.is_less(at, child) {
                break;
            }
            heap.swap(at, child);
            at = child;
        }
    }
}

/// A map in a sorted list. Inserting moves what stands behind, at worst all of it.
#[derive(Clone, Debug)]
pub(super) struct SortedMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn find(&self, key: &K) -> Result<usize, usize> {
        let at = self.0.partition_point(|entry| entry.0 < *key);
        match self.0.get(at) {
            Some(entry) if entry.0 == *key => Ok(at),
            _ => Err(at),
        }
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.find(key).ok().map(|at| &self.0[at].1)
    }

    /// The value, which comes from `value` where there is none yet.
    pub(super) fn get_or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        let at = match self.find(&key) {
            Ok(at) => at,
            Err(at) => {
                self.0.push((key, value()));
                for i in (at + 1..self.0.len()).rev() {
                    exchange(&mut self.0, i - 1, i);
                }
                at
            }
        };
        &mut self.0[at].1
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.find(key).ok()?;
        for i in at + 1..self.0.len() {
            exchange(&mut self.0, i - 1, i);
        }
        self.0.pop().map(|entry| entry.1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|entry| &entry.0)
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = alloc::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn numbers(count: usize, below: u64) -> Vec<u64> {
        let mut state = count as u64 + 1;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn lists_are_sorted_as_by_the_standard_library() {
        for count in (0..40).chain([1000]) {
            for below in [1, 3, 1 << 30] {
                let mut ours = numbers(count, below);
                let mut theirs = ours.clone();
                sort_and_dedup(&mut ours);
                theirs.sort();
                theirs.dedup();
                assert_eq!(ours, theirs);
            }
        }
    }

    #[test]
    fn a_hostile_order_costs_no_more_than_a_random_one() {
        let n = 1 << 12;
        for mut items in [
            (0..n).collect::<Vec<_>>(),
            (0..n).rev().collect(),
            alloc::vec![7; n],
        ] {
            let mut comparisons = 0;
            sort_by(&mut items, |a, b| {
                comparisons += 1;
                a.cmp(b)
            });
            assert!(items.is_sorted());
            assert!(comparisons < 2 * n * 12, "{comparisons}");
        }
    }

    #[test]
    fn a_map_holds_what_a_tree_holds() {
        let (mut ours, mut theirs) = (SortedMap::default(), BTreeMap::new());
        for (i, key) in numbers(2000, 100).into_iter().enumerate() {
            if i % 3 == 0 {
                assert_eq!(ours.remove(&key), theirs.remove(&key));
            } else {
                assert_eq!(
                    *ours.get_or_insert_with(key, || i),
                    *theirs.entry(key).or_insert(i)
                );
            }
            assert_eq!(ours.get(&key), theirs.get(&key));
        }
        assert!(ours.keys().eq(theirs.keys()));
        assert!(ours.into_iter().eq(theirs));
    }
}
