"""Where the picture changed."""

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.broadcasts import Box, Grid, changed_cells, grid_for, regions_of

GRID = Grid(columns=16, rows=9)
CELLS = st.sets(st.integers(0, 16 * 9 - 1), max_size=40)


def _covers(box: Box, cell: int) -> bool:
    row, column = divmod(cell, GRID.columns)
    return box.x <= column < box.x + box.width and box.y <= row < box.y + box.height


@given(CELLS)
def test_every_changed_cell_lies_in_a_region_and_regions_are_at_most_three(cells: set[int]) -> None:
    boxes = regions_of(cells, GRID)
    assert len(boxes) <= 3 and bool(boxes) == bool(cells)
    assert all(any(_covers(box, cell) for box in boxes) for cell in cells)
    assert all(box.x >= 0 and box.x + box.width <= 16 and box.y >= 0 and box.y + box.height <= 9 for box in boxes)


def test_what_lies_far_apart_stays_apart() -> None:
    assert regions_of({0, 1, 16 * 8 + 15}, GRID) == (
        Box(x=0, y=0, width=2, height=1),
        Box(x=15, y=8, width=1, height=1),
    )


def test_the_still_edge_of_a_change_that_goes_on_is_left_out_and_still_words_beside_it_are_not() -> None:
    moving = frozenset({18, 19, 20, 34, 35, 36})
    assert regions_of({33, *moving}, GRID, moving=moving) == ()
    words = {16 * 5 + column for column in range(10)}
    assert regions_of(words, GRID, moving=moving) == (Box(x=0, y=5, width=10, height=1),)


def test_compression_noise_is_no_change_and_another_size_changes_everything() -> None:
    assert changed_cells(bytes([10, 20]), bytes([13, 40])) == {1}
    assert changed_cells(bytes([10, 20]), bytes([10, 20])) == frozenset()
    assert changed_cells(b"", bytes(3)) == {0, 1, 2}


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_a_grid_in_pixels_stays_within_the_picture(width: int, height: int) -> None:
    grid = grid_for(width, height)
    assert max(grid.columns, grid.rows) == 64 and grid.whole.area == grid.columns * grid.rows
    assert grid.in_pixels(grid.whole, width=width, height=height) == Box(x=0, y=0, width=width, height=height)
    part = grid.in_pixels(Box(x=grid.columns - 1, y=0, width=1, height=1), width=width, height=height)
    assert part.x + part.width <= width and part.y + part.height <= height and part.area > 0
