"""What a broken or hostile client may send, by seed.

Nothing here is a change that a server should carry out: calls of methods that change something carry
bytes that are no message, and bytes that are changed at random are of calls that only read.
"""

import struct

from google.protobuf import message as protobuf

import frames as h2
from proto.atp.v1 import availability_service_pb2 as availability
from proto.atp.v1 import batch_service_pb2 as batch
from proto.atp.v1 import delta_service_pb2 as delta
from proto.atp.v1 import inventory_service_pb2 as inventory
from proto.atp.v1 import reservation_service_pb2 as reservation

CHANGES = {
    "/atp.v1.ReservationService/Reserve": reservation.ReserveRequest,
    "/atp.v1.ReservationService/Release": reservation.ReleaseRequest,
    "/atp.v1.InventoryService/ReceiveStock": inventory.ReceiveStockRequest,
    "/atp.v1.InventoryService/PushSnapshot": inventory.PushSnapshotRequest,
    "/atp.v1.BatchService/Batch": batch.BatchRequest,
}
READS = {
    "/atp.v1.AvailabilityService/CheckAvailability": availability.CheckAvailabilityRequest(
        lines=[availability.CheckAvailabilityRequest.Line(item="rubbish", locations=["heap"])]),
    "/atp.v1.InventoryService/ListStock": inventory.ListStockRequest(page_size=3, page_token="x"),
    "/atp.v1.DeltaService/Watch": delta.WatchRequest(after_sequence=1),
    "/grpc.health.v1.Health/Watch": None,
    "/no.Such/Method": None,
}
LARGE = 5 << 20  # above --max-message-bytes
CHANGE_OF_RUBBISH = inventory.ReceiveStockRequest(
    request_id="rubbish", lines=[inventory.StockLine(item="rubbish", location="heap", quantity=1)])


def some_bytes(dice, most):
    return dice.randbytes(dice.randrange(most + 1))


def is_no_message(kind, payload):
    """Whether a server can read nothing from it: what it could read it ought to do."""
    try:
        kind().ParseFromString(payload)
        return False
    except protobuf.DecodeError:
        return True


def broken_message(dice, kind):
    """Bytes that are no message of this kind."""
    good = CHANGE_OF_RUBBISH.SerializeToString()
    while True:
        payload = dice.choice([
            lambda: good[:dice.randrange(1, len(good))],  # cut off
            lambda: b"\x0a\xff\xff\xff\xff\x0f" + good,   # longer than it is
            lambda: b"\x0a\x02\xc3\x28" + good,           # no UTF-8
            lambda: b"\x0b" * dice.randrange(1, 200),     # groups in groups
            lambda: b"\xff" * dice.randrange(1, 20),      # a tag without an end
            lambda: b"\x00" + good,                       # field 0
            lambda: some_bytes(dice, 300),
        ])()
        if is_no_message(kind, payload):
            return payload


def flipped(dice, data):
    """A few bytes changed, left out, repeated or put in."""
    data = bytearray(data)
    for _ in range(dice.randrange(1, 9)):
        at = dice.randrange(len(data)) if data else 0
        what = dice.randrange(5)
        if what == 0 and data:
            data[at] ^= 1 << dice.randrange(8)
        elif what == 1 and data:
            data[at] = dice.randrange(256)
        elif what == 2:
            del data[at:at + dice.randrange(1, 9)]
        elif what == 3:
            data[at:at] = data[at:at + dice.randrange(1, 30)]
        else:
            data[at:at] = some_bytes(dice, 4)
    return bytes(data)


def noise(dice):
    return some_bytes(dice, 2000)


def half_a_preface(dice):
    return h2.PREFACE[:dice.randrange(len(h2.PREFACE))]


def http_1(dice):
    return b"GET /%d HTTP/1.1\r\nHost: test\r\n\r\n" % dice.randrange(9)


def random_frames(dice):
    """Frames of every kind and none, on any stream, with any flags, some with a wrong length."""
    out = h2.hello()
    for _ in range(dice.randrange(1, 40)):
        payload = some_bytes(dice, dice.choice([0, 4, 8, 40, 400]))
        length = None if dice.randrange(6) else dice.choice([0, 1, 5, 16384, 16385, (1 << 24) - 1])
        out += h2.frame(dice.randrange(13), dice.randrange(256),
                        dice.choice([0, 1, 2, 3, 5, 0x7FFFFFFF, 0x80000001]), payload, length)
    return out


def a_read(dice):
    path, request = dice.choice(sorted(READS.items(), key=lambda item: item[0]))
    payload = request.SerializeToString() if request is not None else b""
    return h2.call(path, h2.message(payload))


def flipped_read(dice):
    """A connection that is right but for a few bytes."""
    return flipped(dice, h2.hello() + a_read(dice) + h2.frame(h2.PING, 0, 0, b"12345678"))


def broken_messages(dice):
    """Calls that change something, with bytes that are no message."""
    out = h2.hello()
    for stream in range(1, 2 * dice.randrange(1, 12), 2):
        path = dice.choice(sorted(CHANGES))
        out += h2.call(path, h2.message(broken_message(dice, CHANGES[path])), stream)
    return out


def broken_framing(dice):
    """gRPC's own frame of a message: the wrong length, an unknown flag, compressed with nothing.

    gRPC 1.51 takes the last as it is, so what is in it must be no message.
    """
    good = CHANGE_OF_RUBBISH.SerializeToString()
    framed = dice.choice([
        h2.message(good, length=len(good) + dice.randrange(1, 1000)),
        h2.message(good, length=0xFFFFFFFF),
        h2.message(good, length=LARGE) + b"x" * 1000,
        h2.message(good, flag=dice.randrange(2, 256)),
        h2.message(broken_message(dice, inventory.ReceiveStockRequest), flag=1),
        h2.message(good)[:dice.randrange(1, 5)],
    ])
    return h2.hello() + h2.call("/atp.v1.InventoryService/ReceiveStock", framed)


def large_message(dice):
    """One above what is allowed, as far as the window lets it."""
    size = LARGE + dice.randrange(1000)
    body = h2.message(b"\x0a" * 60000, length=size)
    out = h2.hello() + h2.frame(h2.HEADERS, h2.END_HEADERS, 1,
                                h2.call_headers("/atp.v1.ReservationService/Reserve"))
    for begin in range(0, len(body), 16384):
        out += h2.frame(h2.DATA, 0, 1, body[begin:begin + 16384])
    return out


def broken_headers(dice):
    """Header lists that are none, or too much."""
    path = "/atp.v1.AvailabilityService/CheckAvailability"
    block = dice.choice([
        lambda: some_bytes(dice, 200),
        lambda: h2.header(":method", "POST"),                                # no path
        lambda: h2.call_headers(path, [("Upper", "Case")]),
        lambda: h2.call_headers(path, [(":path", path)]),                    # a second one, too late
        lambda: h2.call_headers(path, [("grpc-timeout", "99999999999999S")]),
        lambda: h2.call_headers(path, [("grpc-timeout", "-1m")]),
        lambda: h2.call_headers(path, [("trace-bin", "*not base64*")]),      # CVE-2023-32732
        lambda: h2.call_headers(path, [("x-correlation-id", b"\x00\n\xff")]),
        lambda: h2.call_headers(path, [("traceparent", "00-" + "z" * 52)]),
        lambda: h2.call_headers(path, [("x", "y" * dice.randrange(9000, 16000))]),
        lambda: h2.call_headers(path, [("k%d" % i, "v" * 100) for i in range(120)]),
        lambda: h2.call_headers(path, [("content-type", "text/html")]),
        lambda: h2.call_headers(path, [("grpc-encoding", "zip")]),
        lambda: b"\x3f" + b"\xff" * 12 + b"\x7f",                            # a table of any size
        lambda: b"\xff" + b"\x80" * 60 + b"\x01",                            # CVE-2023-33953
        lambda: b"\x82" * 5000,                                              # one field, many times
    ])()
    return h2.hello() + h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, 1, block[:16384])


def endless_headers(dice):
    """CONTINUATION after CONTINUATION, without an end."""
    out = h2.hello() + h2.frame(h2.HEADERS, 0, 1, h2.call_headers("/no.Such/Method"))
    for _ in range(dice.randrange(20, 200)):
        out += h2.frame(h2.CONTINUATION, 0, 1, h2.header("k", "v" * 100))
    return out


def rapid_reset(dice):
    """CVE-2023-44487, a few hundred streams of it."""
    out = h2.hello()
    for stream in range(1, 2 * dice.randrange(50, 400), 2):
        out += h2.frame(h2.HEADERS, h2.END_HEADERS, stream, h2.call_headers("/atp.v1.DeltaService/Watch"))
        out += h2.frame(h2.RST_STREAM, 0, stream, struct.pack(">I", 8))
    return out


def floods(dice):
    """Frames that ask for an answer each, or that change what is agreed, over and over."""
    one = dice.choice([
        h2.frame(h2.PING, 0, 0, b"12345678"),
        h2.frame(h2.SETTINGS, 0, 0, struct.pack(">HI", 4, 0x7FFFFFFF)),
        h2.frame(h2.SETTINGS, 0, 0, struct.pack(">HI", 1, 0)),
        h2.frame(h2.WINDOW_UPDATE, 0, 0, struct.pack(">I", 0x7FFFFFFF)),
        h2.frame(h2.WINDOW_UPDATE, 0, 0, struct.pack(">I", 0)),
        h2.frame(h2.PRIORITY, 0, 1, struct.pack(">IB", 1, 255)),
        h2.frame(h2.DATA, 0, 1, b""),
        h2.frame(h2.GOAWAY, 0, 0, bytes(8)),
    ])
    return h2.hello() + one * dice.randrange(50, 1000)


def streams_left_open(dice):
    """Calls whose end never comes; streams of deltas that nobody reads."""
    out = h2.hello()
    for stream in range(1, 2 * dice.randrange(2, 30), 2):
        path = dice.choice(["/atp.v1.DeltaService/Watch", "/atp.v1.BatchService/Batch",
                            "/atp.v1.InventoryService/PushSnapshot"])
        out += h2.frame(h2.HEADERS, h2.END_HEADERS, stream, h2.call_headers(path))
        if path.endswith("Watch"):
            out += h2.frame(h2.DATA, h2.END_STREAM, stream, h2.message(b""))
    return out


KINDS = [noise, half_a_preface, http_1, random_frames, flipped_read, flipped_read, broken_messages,
         broken_messages, broken_framing, large_message, broken_headers, broken_headers,
         endless_headers, rapid_reset, floods, streams_left_open]


def draw(dice):
    """The name of a kind, and what one connection of it sends."""
    kind = dice.choice(KINDS)
    return kind.__name__, kind(dice)
