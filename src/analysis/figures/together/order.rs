//! In which order codes stand on their circle, so that few lines cross.
//!
//! Fewest crossings is a hard problem (Masuda et al. 1987); exchanging pairs as long as that helps is
//! what is usual, and it is quick and always gives the same answer. Of two orders with as many crossings
//! the one with shorter lines is taken.

/// Lines beyond this many decide nothing: the strongest ones do.
const MOST: usize = 120;
/// Rounds over all pairs of codes.
const ROUNDS: usize = 8;

/// The place on the circle of each of `count` things, joined by `lines`, the strongest first.
pub(super) fn places(count: usize, lines: &[(usize, usize)]) -> Vec<usize> {
    let lines = lines.get(..MOST).unwrap_or(lines);
    let mut place: Vec<usize> = (0..count).collect();
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, &(one, other)) in lines.iter().enumerate() {
        of[one].push(at);
        of[other].push(at);
    }
    for _ in 0..ROUNDS {
        let mut better = false;
        for one in 0..count {
            for other in one + 1..count {
                let mut touched = of[one].clone();
                touched.extend(of[other].iter().filter(|line| !of[one].contains(line)));
                let before = cost(&place, lines, &touched);
                place.swap(one, other);
                if cost(&place, lines, &touched) < before {
                    better = true;
                } else {
                    place.swap(one, other);
                }
            }
        }
        if !better {
            break;
        }
    }
    place
}

/// What some lines cost: their crossings with all lines, and how long they are. The crossings of two of
/// them are found from both: an exchange weighs them double, before and after alike.
fn cost(place: &[usize], lines: &[(usize, usize)], touched: &[usize]) -> usize {
    let crossed = |line: usize| {
        let others = lines.iter().enumerate().filter(|(at, _)| *at != line);
        others.filter(|(_, other)| cross(place, lines[line], **other)).count()
    };
    let crossings: usize = touched.iter().map(|&line| crossed(line)).sum();
    let long: usize = touched.iter().map(|&line| apart(place, lines[line])).sum();
    crossings * 2 * place.len().max(1) + long
}

/// Whether two lines cross inside the circle: the ends of one lie on two sides of the other.
pub(super) fn cross(place: &[usize], one: (usize, usize), other: (usize, usize)) -> bool {
    let (low, high) = {
        let (a, b) = (place[one.0], place[one.1]);
        (a.min(b), a.max(b))
    };
    let inside = |at: usize| low < place[at] && place[at] < high;
    let shared = [other.0, other.1].iter().any(|end| *end == one.0 || *end == one.1);
    !shared && inside(other.0) != inside(other.1)
}

/// Steps along the circle from one end to the other, the shorter way.
fn apart(place: &[usize], line: (usize, usize)) -> usize {
    let between = place[line.0].abs_diff(place[line.1]);
    between.min(place.len() - between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossings(place: &[usize], lines: &[(usize, usize)]) -> usize {
        let pairs = (0..lines.len()).flat_map(|a| (a + 1..lines.len()).map(move |b| (a, b)));
        pairs.filter(|&(a, b)| cross(place, lines[a], lines[b])).count()
    }

    #[test]
    fn what_can_be_drawn_without_crossings_is_drawn_so() {
        // Two triangles whose corners stand alternately, joined by one line.
        let lines = [(0, 2), (2, 4), (4, 0), (1, 3), (3, 5), (5, 1), (0, 1)];
        let straight: Vec<usize> = (0..6).collect();
        assert!(crossings(&straight, &lines) > 0);
        let found = places(6, &lines);
        assert_eq!(crossings(&found, &lines), 0);
        let mut sorted = found.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, straight);
        assert_eq!(places(6, &lines), found, "the same question has the same answer");
        assert_eq!(places(0, &[]), Vec::<usize>::new());
    }
}
