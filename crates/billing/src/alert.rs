//! Usage alerts: which marks were passed since the last look.

/// The marks, in per cent.
pub const ALERTS: [u8; 3] = [50, 80, 100];

/// The marks that lie between two counts of the same thing, of a limit: passed now and not before. A
/// limit of nothing has been reached always, so it has no marks.
pub fn alerts(before: u64, now: u64, limit: u64) -> impl Iterator<Item = u8> {
    let reached = move |count: u64, mark: u8| u128::from(count) * 100 >= u128::from(limit) * u128::from(mark);
    ALERTS
        .into_iter()
        .filter(move |mark| !reached(before, *mark) && reached(now, *mark))
}
