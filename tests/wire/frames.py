"""HTTP/2 frames and HPACK headers as bytes: just enough of RFC 9113 and RFC 7541 to say what is right, so
that it can be said wrongly."""

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = 0, 1, 2, 3, 4
PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 5, 6, 7, 8, 9

END_STREAM, ACK, END_HEADERS, PADDED = 0x1, 0x1, 0x4, 0x8


def frame(kind, flags=0, stream=0, payload=b"", length=None):
    """One frame; `length` lies about how much follows."""
    size = len(payload) if length is None else length
    return struct.pack(">I", size)[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def integer(value, prefix_bits, first=0):
    """An HPACK integer behind the bits of `first`."""
    most = (1 << prefix_bits) - 1
    if value < most:
        return bytes([first | value])
    out = [first | most]
    value -= most
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + [value])


def text(value):
    """A string literal, not Huffman coded."""
    value = value if isinstance(value, bytes) else value.encode()
    return integer(len(value), 7) + value


def header(name, value):
    """A literal that does not enter the table."""
    return b"\x00" + text(name) + text(value)


def call_headers(path, extra=()):
    """What every gRPC client sends first."""
    fields = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"),
              ("te", "trailers"), ("content-type", "application/grpc")]
    return b"".join(header(name, value) for name, value in list(fields) + list(extra))


def message(payload, flag=0, length=None):
    """A gRPC message: a flag, a length, the bytes."""
    size = len(payload) if length is None else length
    return struct.pack(">BI", flag, size & 0xFFFFFFFF) + payload


def hello():
    """What opens a connection."""
    return PREFACE + frame(SETTINGS)


def call(path, payload, stream=1, extra=()):
    """A whole call, its message framed already."""
    return (frame(HEADERS, END_HEADERS, stream, call_headers(path, extra)) +
            frame(DATA, END_STREAM, stream, payload))
