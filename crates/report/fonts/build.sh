#!/bin/sh
# Rebuilds the two font files of this folder from Debian's fonts-noto-core with pyftsubset and
# pyftmerge (PyPI: fonttools 4.68). Run in this folder. Needed only when the character set changes.
set -eu
export SOURCE_DATE_EPOCH=0
noto=/usr/share/fonts/truetype/noto
work=$(mktemp -d)
letters='U+0020-007E,U+00A0-024F,U+02B0-036F,U+0370-03FF,U+0400-052F,U+1E00-1FFF,U+2000-209F,U+20A0-20CF,U+2100-218F,U+FB00-FB06,U+FFFD'
symbols='U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265'
marks='U+25A1,U+25CB,U+25CF,U+2713'
subset() { # source target unicodes
    pyftsubset "$1" --output-file="$2" --unicodes="$3" --layout-features='' --no-hinting \
        --notdef-outline --name-IDs='0,1,2,3,4,5,6,13,14' --drop-tables+=GDEF,GSUB,GPOS,MATH,gasp,vhea,vmtx
}
subset $noto/NotoSansMath-Regular.ttf "$work/math.ttf" "$symbols"
subset $noto/NotoSansSymbols2-Regular.ttf "$work/marks.ttf" "$marks"
for weight in Regular Bold; do
    subset $noto/NotoSans-$weight.ttf "$work/letters.ttf" "$letters"
    pyftmerge --output-file="$work/merged.ttf" "$work/letters.ttf" "$work/math.ttf" "$work/marks.ttf"
    subset "$work/merged.ttf" NotoSans-$weight.ttf '*'
    # Merging takes the tallest of its sources; put Noto Sans' own vertical metrics back.
    python3 -c "
import sys
from fontTools.ttLib import TTFont
from fontTools.ttLib.reorderGlyphs import reorderGlyphs
def first_use(font):
    code = {}
    for character, glyph in sorted(font.getBestCmap().items(), reverse=True): code[glyph] = character
    return lambda glyph: (glyph != '.notdef', code.get(glyph, 0x110000))
own, merged = TTFont(sys.argv[1]), TTFont(sys.argv[2])
for table, names in (('hhea', ('ascent', 'descent', 'lineGap')), ('OS/2', ('sCapHeight', 'sxHeight'))):
    for name in names: setattr(merged[table], name, getattr(own[table], name))
merged['head'].modified = own['head'].modified
# Glyphs in the order of their characters: the character map shrinks to a few long ranges.
reorderGlyphs(merged, sorted(merged.getGlyphOrder(), key=first_use(merged)))
merged.save(sys.argv[2])" $noto/NotoSans-$weight.ttf NotoSans-$weight.ttf
done
rm -r "$work"
