//! Lists with an entry for every trial, of which a run may have a million.

/// Appends a value. The list grows by a quarter where a vector doubles by itself: half of the memory of the analysis is in such lists.
pub(super) fn append<T>(list: &mut Vec<T>, value: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 4 + 16);
    }
    list.push(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_left() {
        let mut list = Vec::new();
        for number in 0..100_000 {
            append(&mut list, number);
            assert!(list.capacity() <= list.len() + list.len() / 4 + 16);
        }
        assert!(list.iter().copied().eq(0..100_000));
    }
}
