//! Where tiles go: the grid that wastes least of an area, and the stage with its filmstrip. Lengths
//! are CSS pixels.

/// Space between tiles.
pub(crate) const GAP: f64 = 8.0;

/// Most tiles on a page; as many as there are receivers.
pub(crate) const MAX_TILES: usize = signal::VIDEO_SLOTS;

/// A tile narrower or lower than this shows nothing worth showing; the rest goes to the next page.
const SMALLEST: Size = Size {
    width: 132.0,
    height: 84.0,
};

const WIDEST: f64 = 16.0 / 9.0;

/// Width and height.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A place inside an area.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Rect {
    /// From the area's left edge.
    pub left: f64,
    /// From the area's top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Equal tiles in rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Grid {
    /// Tiles in a full row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// Each tile.
    pub tile: Size,
}

/// The stage and its filmstrip.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StagePlan {
    /// The large picture.
    pub main: Rect,
    /// Small pictures, as many as there is room for.
    pub film: Vec<Rect>,
}

/// The narrowest shape of a tile: a camera's picture is cropped to it, so a wide window allows less
/// of that than a phone held upright.
fn narrowest(area: Size) -> f64 {
    if area.width < area.height { 0.75 } else { 4.0 / 3.0 }
}

/// The largest tile of an allowed shape in a cell.
fn fit(cell: Size, narrowest: f64) -> Size {
    if cell.width > cell.height * WIDEST {
        Size {
            width: cell.height * WIDEST,
            height: cell.height,
        }
    } else if cell.width < cell.height * narrowest {
        Size {
            width: cell.width,
            height: cell.width / narrowest,
        }
    } else {
        cell
    }
}

fn count_as_length(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The grid of `count` tiles that covers most of `area`.
#[must_use]
pub(crate) fn grid(area: Size, count: usize) -> Grid {
    let count = count.max(1);
    let mut best = Grid {
        columns: 1,
        rows: count,
        tile: Size::default(),
    };
    for columns in 1..=count {
        let rows = count.div_ceil(columns);
        let (across, down) = (count_as_length(columns), count_as_length(rows));
        let cell = Size {
            width: ((area.width - GAP * (across - 1.0)) / across).max(0.0),
            height: ((area.height - GAP * (down - 1.0)) / down).max(0.0),
        };
        let tile = fit(cell, narrowest(area));
        // One per cent: two grids that look alike do not take turns while a window is dragged.
        if tile.width * tile.height > best.tile.width * best.tile.height * 1.01 {
            best = Grid { columns, rows, tile };
        }
    }
    best
}

/// Places of `count` tiles, row by row, in the middle of `area`; the last row is centred.
#[must_use]
pub(crate) fn places(area: Size, count: usize) -> Vec<Rect> {
    let Grid { columns, rows, tile } = grid(area, count);
    let span =
        |tiles: usize, length: f64| count_as_length(tiles) * length + GAP * (count_as_length(tiles) - 1.0);
    let top = ((area.height - span(rows, tile.height)) / 2.0).max(0.0);
    (0..count)
        .map(|index| {
            let (row, column) = (index / columns, index % columns);
            let in_row = (count - row * columns).min(columns);
            let left = ((area.width - span(in_row, tile.width)) / 2.0).max(0.0);
            Rect {
                left: left + count_as_length(column) * (tile.width + GAP),
                top: top + count_as_length(row) * (tile.height + GAP),
                width: tile.width,
                height: tile.height,
            }
        })
        .collect()
}

/// How many tiles fit on one page of `area`, at least one and at most [`MAX_TILES`].
#[must_use]
pub(crate) fn capacity(area: Size) -> usize {
    (2..=MAX_TILES)
        .rev()
        .find(|count| {
            let tile = grid(area, *count).tile;
            tile.width >= SMALLEST.width && tile.height >= SMALLEST.height
        })
        .unwrap_or(1)
}

/// The stage with up to `others` small pictures: at the right of a wide area, at the bottom of a high one.
#[must_use]
pub(crate) fn stage(area: Size, others: usize) -> StagePlan {
    if others == 0 {
        return StagePlan {
            main: Rect {
                width: area.width,
                height: area.height,
                ..Rect::default()
            },
            film: Vec::new(),
        };
    }
    let wide = area.width >= area.height;
    let tile = if wide {
        let width = (area.width * 0.18).clamp(120.0, 240.0);
        Size {
            width,
            height: width / WIDEST,
        }
    } else {
        let height = (area.height * 0.18).clamp(72.0, 120.0);
        Size {
            width: height * 4.0 / 3.0,
            height,
        }
    };
    let (length, step) = if wide {
        (area.height, tile.height + GAP)
    } else {
        (area.width, tile.width + GAP)
    };
    let room = (1..=others.min(MAX_TILES - 1))
        .rev()
        .find(|count| count_as_length(*count) * step - GAP <= length)
        .unwrap_or(0);
    let start = ((length - (count_as_length(room) * step - GAP)) / 2.0).max(0.0);
    let film = (0..room)
        .map(|index| {
            let along = start + count_as_length(index) * step;
            let (left, top) = if wide {
                (area.width - tile.width, along)
            } else {
                (along, area.height - tile.height)
            };
            Rect {
                left,
                top,
                width: tile.width,
                height: tile.height,
            }
        })
        .collect();
    let main = if wide {
        Rect {
            width: (area.width - tile.width - GAP).max(0.0),
            height: area.height,
            ..Rect::default()
        }
    } else {
        Rect {
            width: area.width,
            height: (area.height - tile.height - GAP).max(0.0),
            ..Rect::default()
        }
    };
    StagePlan { main, film }
}

/// The middle of `place` in a shape that suits a camera's picture.
#[must_use]
pub(crate) fn for_camera(place: Rect) -> Rect {
    let size = Size {
        width: place.width,
        height: place.height,
    };
    let tile = fit(size, narrowest(size));
    Rect {
        left: place.left + (place.width - tile.width) / 2.0,
        top: place.top + (place.height - tile.height) / 2.0,
        width: tile.width,
        height: tile.height,
    }
}

#[cfg(test)]
mod tests;
