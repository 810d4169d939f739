"""Draws the content of a terminal as an SVG."""
import html
import re

COLOURS = {'1': 'font-weight="bold"', '2': 'fill="#8b949e"', '32': 'fill="#3fb950"',
           '33': 'fill="#d29922"', '1;31': 'fill="#f85149" font-weight="bold"'}
WIDTH, HEIGHT, MARGIN = 7.25, 17, 14


def spans(line):
    """Returns the texts between escapes, each with its colour."""
    for escapes, text in re.findall(r'((?:\x1b\[[0-9;]*m)*)([^\x1b]*)', line):
        colour = ';'.join(code for code in re.findall('[0-9;]+', escapes) if code != '0')
        if text:
            attributes = COLOURS.get(colour, '')
            yield f'<tspan {attributes}>{html.escape(text)}</tspan>' if attributes else \
                html.escape(text)


def picture(text):
    """Returns an SVG of lines that contain escapes for colours."""
    lines = text.rstrip('\n').split('\n')
    columns = max(len(re.sub(r'\x1b\[[0-9;]*m', '', line)) for line in lines)
    width = round(columns * WIDTH + 2 * MARGIN)
    height = len(lines) * HEIGHT + 2 * MARGIN
    rows = '\n'.join(f'<text x="{MARGIN}" y="{MARGIN + HEIGHT * (row + 1) - 5}">'
                     f'{"".join(spans(line))}</text>' for row, line in enumerate(lines) if line)
    return f'''<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">
<rect width="100%" height="100%" rx="6" fill="#0d1117"/>
<g font-family="ui-monospace, monospace" font-size="12" fill="#e6edf3" xml:space="preserve">
{rows}
</g>
</svg>
'''

