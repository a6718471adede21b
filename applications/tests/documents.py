"""Files as people give them, made by hand: whole, broken and hostile ones."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\nsomething\n%%EOF\n"


def pdf(text=""):
    return b"%PDF-1.7\n" + text.encode() + b"\n%%EOF\n"


def archive(members, compression=zipfile.ZIP_STORED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return packed.getvalue()


def office(folder, **more):
    """A document of the kind whose parts lie in that folder; `more` are further members by their content."""
    main = {"word": "document", "xl": "workbook", "ppt": "presentation"}[folder]
    return archive({"[Content_Types].xml": "x", f"{folder}/{main}.xml": "x", **more})


WORD, EXCEL, SLIDES = office("word"), office("xl"), office("ppt")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
CSV = "ciudad;población\nBogotá;7 900 000\n"


def patched(content, mark, offset, value):
    """The archive with one byte changed, counted from where `mark` stands."""
    made = bytearray(content)
    made[made.index(mark) + offset] = value
    return bytes(made)


def newer_than_we_read():
    """An archive that says it needs a version of the format that is still to come."""
    return patched(WORD, b"PK\x01\x02", 6, 200)


def locked_member():
    """A member that says it is encrypted."""
    made = patched(WORD, b"PK\x01\x02", 8, 1)
    return patched(made, b"PK\x03\x04", 6, 1)


def lying(size):
    """A member whose header says one byte and that unpacks into `size`."""
    content = archive({"[Content_Types].xml": "x", "word/document.xml": b"\0" * size}, zipfile.ZIP_DEFLATED)
    return content.replace(struct.pack("<I", size), struct.pack("<I", 1))


def nested(depth):
    """A document in a document in a document."""
    content = WORD
    for _level in range(depth):
        content = office("word", **{"word/embeddings/inner.docx": content})
    return content


def image(kind="PNG", size=(8, 6), mode="RGB", **options):
    made = io.BytesIO()
    Image.new(mode, size, "red").save(made, kind, **options)
    return made.getvalue()


def photograph():
    """A JPEG that tells where it was taken and which way it was held."""
    exif = Image.Exif()
    exif[0x0110] = "SecretCamera"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (4.0, 38.0, 0.0), 29: "2026:01:01 "})
    return image("JPEG", size=(40, 20), exif=exif, comment=b"SecretComment")


def enormous_png(width=60_000, height=60_000):
    """A few bytes that say they are a picture of more pixels than anybody looks at."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
