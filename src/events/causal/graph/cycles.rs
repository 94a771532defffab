//! Events that lead to themselves.

/// One way round in each knot of nodes that can all reach each other. `next` gives the nodes that each node leads to.
pub(in crate::events::causal) fn find(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut cycles: Vec<_> = knots(next).iter().filter_map(|knot| way_round(next, knot)).collect();
    cycles.sort();
    cycles
}

/// The strongly connected components (Tarjan's algorithm, without recursion), each sorted.
fn knots(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let (mut number, mut low) = (vec![UNSEEN; next.len()], vec![0; next.len()]);
    let (mut on_stack, mut stack, mut knots) = (vec![false; next.len()], Vec::new(), Vec::new());
    let mut count = 0;
    for root in 0..next.len() {
        let mut path: Vec<(usize, usize)> = Vec::new();
        if number[root] == UNSEEN {
            path.push((root, 0));
        }
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                (number[node], low[node]) = (count, count);
                count += 1;
                stack.push(node);
                on_stack[node] = true;
            } else if let to = next[node][edge - 1]
                && on_stack[to]
            {
                // Back from there, and it is part of the same knot.
                low[node] = low[node].min(low[to]);
            }
            if let Some(&to) = next[node].get(edge) {
                path.push((node, edge + 1));
                if number[to] == UNSEEN {
                    path.push((to, 0));
                } else if on_stack[to] {
                    low[node] = low[node].min(number[to]);
                }
            } else if low[node] == number[node] {
                knots.push(take_knot(node, &mut stack, &mut on_stack));
            }
        }
    }
    knots
}

/// Takes the knot that `root` is the first of from the stack.
fn take_knot(root: usize, stack: &mut Vec<usize>, on_stack: &mut [bool]) -> Vec<usize> {
    let mut knot = Vec::new();
    while let Some(node) = stack.pop() {
        on_stack[node] = false;
        knot.push(node);
        if node == root {
            break;
        }
    }
    knot.sort_unstable();
    knot
}

/// The shortest way from the first node of a knot back to it; `None` if there is none, as for most single nodes.
fn way_round(next: &[Vec<usize>], knot: &[usize]) -> Option<Vec<usize>> {
    let first = *knot.first()?;
    let mut came_from = std::collections::HashMap::new();
    let mut queue = std::collections::VecDeque::from([first]);
    while let Some(node) = queue.pop_front() {
        for to in &next[node] {
            if *to == first {
                let mut way: Vec<_> = std::iter::successors(Some(node), |node| came_from.get(node).copied()).collect();
                way.reverse();
                return Some(way);
            }
            if knot.binary_search(to).is_ok() && !came_from.contains_key(to) {
                came_from.insert(*to, node);
                queue.push_back(*to);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cycles_are_named_once_and_begin_with_their_first_event() {
        assert!(find(&[vec![], vec![0], vec![0, 1]]).is_empty());
        assert_eq!(find(&[vec![0]]), [vec![0]]);
        assert_eq!(find(&[vec![2], vec![0], vec![1], vec![0], vec![5], vec![4]]), [vec![0, 2, 1], vec![4, 5]]);
        let long: Vec<_> = (0..100_000).map(|node| vec![(node + 1) % 100_000]).collect();
        assert_eq!(find(&long)[0].len(), 100_000);
    }

    proptest! {
        #[test]
        fn there_is_a_cycle_for_every_node_that_reaches_itself(edges in vec((0_usize..8, 0_usize..8), 0..16)) {
            let mut next = vec![Vec::new(); 8];
            let mut reaches = vec![vec![false; 8]; 8];
            for (from, to) in edges {
                next[from].push(to);
                reaches[from][to] = true;
            }
            for via in 0..8 {
                for from in 0..8 {
                    for to in 0..8 {
                        reaches[from][to] |= reaches[from][via] && reaches[via][to];
                    }
                }
            }
            let found = find(&next);
            for cycle in &found {
                let back = cycle.iter().zip(cycle.iter().cycle().skip(1)).all(|(from, to)| next[*from].contains(to));
                prop_assert!(back, "{cycle:?}");
            }
            // One way for each knot, by the first node of the knot.
            let firsts: Vec<_> = (0..8).filter(|node| reaches[*node][*node])
                .filter(|node| !(0..*node).any(|before| reaches[*node][before] && reaches[before][*node])).collect();
            prop_assert_eq!(found.iter().map(|cycle| cycle[0]).collect::<Vec<_>>(), firsts);
        }
    }
}
