//! Which cells of a table to hide: small counts, and what would give them away.

/// By row, then by column: true where a cell is hidden.
pub type Mask = Vec<Vec<bool>>;

/// The cells that are too small: above zero and below `k`, and zero, too, where `zeros` are to be
/// hidden.
pub fn primary(table: &[Vec<u64>], k: u64, zeros: bool) -> Mask {
    let small = |&n: &u64| n < k && (n > 0 || zeros);
    table.iter().map(|row| row.iter().map(small).collect()).collect()
}

/// Hides more cells until no row and no column has exactly one hidden cell, which its sum would give
/// away. Deterministic: rows from the first to the last, then columns, again until nothing changes.
/// In a line with one hidden cell the next to hide is one that is not zero rather than zero; then one
/// whose crossing line has exactly one hidden cell, too; then the smallest; then the first.
pub fn complete(table: &[Vec<u64>], mut mask: Mask) -> Mask {
    let height = table.len();
    let width = table.first().map_or(0, Vec::len);
    loop {
        let mut changed = false;
        for row in 0..height {
            if in_row(&mask, row) == 1 {
                let open = (0..width).filter(|&column| !mask[row][column]);
                let key = |&column: &usize| {
                    let n = table[row][column];
                    (n == 0, in_column(&mask, column) != 1, n, column)
                };
                if let Some(column) = open.min_by_key(key) {
                    mask[row][column] = true;
                    changed = true;
                }
            }
        }
        for column in 0..width {
            if in_column(&mask, column) == 1 {
                let open = (0..height).filter(|&row| !mask[row][column]);
                let key = |&row: &usize| {
                    let n = table[row][column];
                    (n == 0, in_row(&mask, row) != 1, n, row)
                };
                if let Some(row) = open.min_by_key(key) {
                    mask[row][column] = true;
                    changed = true;
                }
            }
        }
        if !changed {
            return mask;
        }
    }
}

fn in_row(mask: &Mask, row: usize) -> usize {
    mask[row].iter().filter(|&&hidden| hidden).count()
}

fn in_column(mask: &Mask, column: usize) -> usize {
    mask.iter().filter(|row| row[column]).count()
}
