"""The cost of a request and of a start, by number of domains."""
import math

from measure import load, median, workbench
from scale import Responder, in_a_file

NUMBERS = [10 ** i for i in range(7)]
WIDTH, HEIGHT = 300, 190
LEFT, TOP, RIGHT, BOTTOM = 56, 36, 32, 40
INK, GRID, LINE, OTHER_LINE = '#333333', '#dddddd', '#1f6fb4', '#c2571a'


def measure(options, number):
    """Returns the seconds to start, and the microseconds of CPU for a request."""
    with workbench() as bench:
        responder = Responder(bench, in_a_file(bench, number))
        port = responder.behind_nginx(bench)
        result = load(port, 'thunderbird', options.seconds, [responder.pid], number)
        return responder.load_seconds, result.cpu_us


class Panel:
    """Curves over the number of domains, `left` pixels from the left."""

    def __init__(self, left, title, marks, height_of, numbers=NUMBERS):
        """`marks`: values and labels of the vertical axis; `height_of`: returns 0 to 1 for a
        value."""
        self.left = left
        self.title = title
        self.marks = marks
        self.height_of = height_of
        self.numbers = numbers

    def x(self, number):
        share = math.log10(number) / math.log10(NUMBERS[-1])
        return self.left + LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        return HEIGHT - BOTTOM - self.height_of(value) * (HEIGHT - TOP - BOTTOM)

    def draw(self, values, colour=LINE):
        yield text(self.left + LEFT, 18, self.title, 'start', 'bold')
        for value, label in self.marks:
            yield (f'<path d="M{self.x(1):.0f} {self.y(value):.1f}H{self.x(NUMBERS[-1]):.0f}" '
                   f'stroke="{GRID}"/>')
            yield text(self.x(1) - 6, self.y(value) + 4, label, 'end')
        for number, label in ((1, '1'), (1000, '1,000'), (1000000, '1,000,000')):
            yield text(self.x(number), HEIGHT - BOTTOM + 16, label, 'middle')
        yield text((self.x(1) + self.x(NUMBERS[-1])) / 2, HEIGHT - 8, 'domains', 'middle')
        yield from self.curve(values, colour)

    def curve(self, values, colour, label='', below=False):
        """Draws a curve, with a label above or below its last point."""
        points = [f'{self.x(number):.1f} {self.y(value):.1f}'
                  for number, value in zip(self.numbers, values)]
        yield f'<path d="M{" L".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for point in points:
            x, y = point.split()
            yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
        if label:
            yield text(self.x(self.numbers[-1]), self.y(values[-1]) + (18 if below else -8), label,
                       'end', colour=colour)


def picture(*drawn):
    """Returns a picture of the two panels."""
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {2 * WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" '
        f'fill="{INK}">', '<rect width="100%" height="100%" fill="#ffffff"/>', *drawn,
        '</svg>']) + '\n'


def text(x, y, words, anchor, weight='normal', colour=''):
    fill = f' fill="{colour}"' if colour else ''
    return (f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}"{fill}>'
            f'{words}</text>')


def draw(figures):
    starts = [seconds * 1000 for seconds, _ in figures]
    cpu = [microseconds for _, microseconds in figures]
    most = 5 * math.ceil(max(cpu) / 5)
    loading = Panel(0, 'Start, ms', [(10 ** i, f'{10 ** i:,}') for i in range(5)],
                    lambda value: math.log10(value) / 4)
    answering = Panel(WIDTH, 'CPU for a request, µs',
                      [(value, str(value)) for value in range(0, most + 1, 5)],
                      lambda value: value / most)
    return picture(*loading.draw(starts), *answering.draw(cpu))


def run(options):
    # A complete curve in each round, so that other load on the machine is spread over all points.
    rounds = [[measure(options, number) for number in NUMBERS] for _ in range(options.rounds)]
    figures = [(median(start for start, _ in one), median(cpu for _, cpu in one))
               for one in zip(*rounds)]
    for number, (seconds, cpu) in zip(NUMBERS, figures):
        yield f'{number:9,} domains: {seconds * 1000:8.1f} ms to start, {cpu:5.1f} µs a request'
    if options.draw:
        options.draw.write_text(draw(figures))
