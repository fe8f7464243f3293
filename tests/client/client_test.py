"""What a storefront in Python does with atpd, with nothing but the .proto files and Debian's gRPC.

Each test has an item of its own, so their order does not matter.
"""

import os
import tempfile
import unittest
import uuid

import grpc

from proto.atp.v1 import availability_service_pb2 as availability
from proto.atp.v1 import availability_service_pb2_grpc as availability_grpc
from proto.atp.v1 import delta_service_pb2 as deltas
from proto.atp.v1 import delta_service_pb2_grpc as deltas_grpc
from proto.atp.v1 import inventory_service_pb2 as inventory
from proto.atp.v1 import inventory_service_pb2_grpc as inventory_grpc
from proto.atp.v1 import reservation_service_pb2 as reservations
from proto.atp.v1 import reservation_service_pb2_grpc as reservations_grpc
from proto.google.rpc import error_details_pb2, status_pb2
from running_server import RunningServer

TIMEOUT_S = 30  # of one call: long enough that only a fault reaches it
SHOP = "shop 1"


def details_of(error):
    """The details that a failed call carries, by their message type."""
    trailer = dict(error.trailing_metadata())["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(trailer)
    found = {}
    for packed in status.details:
        for kind in (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest,
                     error_details_pb2.RetryInfo):
            if packed.Is(kind.DESCRIPTOR):
                found[kind] = kind.FromString(packed.value)
    return status, found


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))
        cls.addClassCleanup(directory.cleanup)
        cls.server = RunningServer("server/atpd", directory.name)
        channel = cls.server.channel
        cls.availability = availability_grpc.AvailabilityServiceStub(channel)
        cls.inventory = inventory_grpc.InventoryServiceStub(channel)
        cls.reservations = reservations_grpc.ReservationServiceStub(channel)
        cls.deltas = deltas_grpc.DeltaServiceStub(channel)

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        if code != 0:
            raise AssertionError(f"atpd ended with exit code {code} on SIGTERM")

    def receive(self, item, quantity):
        line = inventory.StockLine(item=item, location=SHOP, quantity=quantity)
        return self.inventory.ReceiveStock(
            inventory.ReceiveStockRequest(request_id=str(uuid.uuid4()), lines=[line]),
            timeout=TIMEOUT_S)

    def check(self, item):
        return self.availability.CheckAvailability(
            availability.CheckAvailabilityRequest(
                lines=[availability.CheckAvailabilityRequest.Line(item=item)]),
            timeout=TIMEOUT_S)

    def reserve(self, item, quantity, request_id=None, metadata=None):
        line = reservations.ReserveRequest.Line(item=item, location=SHOP, quantity=quantity)
        return self.reservations.Reserve(
            reservations.ReserveRequest(request_id=request_id or str(uuid.uuid4()), lines=[line]),
            timeout=TIMEOUT_S, metadata=metadata)

    def confirm(self, reservation_id):
        return self.reservations.Confirm(
            reservations.ConfirmRequest(request_id=str(uuid.uuid4()),
                                        reservation_id=reservation_id),
            timeout=TIMEOUT_S)

    def watch(self, after, last):
        """All deltas after `after`, up to `last`."""
        stream = self.deltas.Watch(deltas.WatchRequest(after_sequence=after), timeout=TIMEOUT_S)
        seen = []
        for response in stream:
            self.assertNotEqual(response.WhichOneof("event"), "reset")
            seen.extend(response.deltas)
            if seen and seen[-1].sequence >= last:
                break
        stream.cancel()
        return seen

    def refusal_of(self, call):
        """The error that `call` meets."""
        with self.assertRaises(grpc.RpcError) as caught:
            call()
        return caught.exception

    def test_an_order_from_check_to_confirm_and_its_deltas(self):
        received = self.receive("lamp", 5)
        checked = self.check("lamp")
        self.assertEqual(checked.lines[0].promisable, 5)
        self.assertGreaterEqual(checked.sequence, received.sequence)

        reserved = self.reserve("lamp", 2, metadata=[("x-correlation-id", "order-17")])
        self.assertEqual(reserved.outcome, reservations.ReserveResponse.RESERVED)
        self.assertEqual(reserved.state, reservations.Reservation.HELD)
        self.assertEqual(reserved.lines[0].promised, 2)
        self.assertEqual(self.check("lamp").lines[0].promisable, 3)

        confirmed = self.confirm(reserved.reservation_id)
        self.assertEqual(confirmed.state, reservations.Reservation.CONFIRMED)
        self.assertEqual(self.check("lamp").lines[0].promisable, 3)

        seen = self.watch(after=0, last=confirmed.sequence)
        self.assertEqual([delta.sequence for delta in seen],
                         list(range(1, confirmed.sequence + 1)))
        by_sequence = {delta.sequence: delta for delta in seen}
        self.assertEqual(by_sequence[received.sequence].cause, deltas.Delta.RECEIVE)
        self.assertEqual(by_sequence[confirmed.sequence].cause, deltas.Delta.CONFIRM)
        promise = by_sequence[reserved.sequence]
        self.assertEqual(promise.cause, deltas.Delta.RESERVE)
        self.assertEqual(promise.correlation_id, "order-17")
        self.assertEqual(promise.reservation_id, reserved.reservation_id)
        change = promise.changes[0]
        self.assertEqual((change.item, change.location), ("lamp", SHOP))
        self.assertEqual((change.before.reserved, change.after.reserved), (0, 2))
        self.assertEqual(change.after.on_hand, 5)

    def test_a_watch_that_was_left_goes_on_where_it_was(self):
        first = self.receive("chair", 1).sequence
        self.receive("chair", 1)
        last = self.receive("chair", 1).sequence
        self.assertEqual([delta.sequence for delta in self.watch(after=first, last=last)],
                         list(range(first + 1, last + 1)))

    def test_a_watch_sees_what_happens_while_it_waits(self):
        before = self.receive("rug", 1).sequence
        stream = self.deltas.Watch(deltas.WatchRequest(after_sequence=before), timeout=TIMEOUT_S)
        sequence = self.receive("rug", 1).sequence
        found = next(r.deltas[0] for r in stream if r.deltas)
        stream.cancel()
        self.assertEqual(found.sequence, sequence)

    def test_a_repeated_request_id_gives_the_same_answer(self):
        self.receive("desk", 5)
        request_id = str(uuid.uuid4())
        first = self.reserve("desk", 2, request_id)
        again = self.reserve("desk", 2, request_id)
        self.assertFalse(first.is_repeat)
        self.assertTrue(again.is_repeat)
        again.is_repeat = False
        self.assertEqual(again, first)
        self.assertEqual(self.check("desk").lines[0].promisable, 3)

    def test_a_request_id_with_another_body_is_refused(self):
        self.receive("bench", 5)
        request_id = str(uuid.uuid4())
        self.reserve("bench", 2, request_id)
        error = self.refusal_of(lambda: self.reserve("bench", 3, request_id))
        self.assertEqual(error.code(), grpc.StatusCode.FAILED_PRECONDITION)
        _, details = details_of(error)
        self.assertEqual(details[error_details_pb2.ErrorInfo].reason, "REQUEST_ID_REUSED")
        self.assertEqual(self.check("bench").lines[0].promisable, 3)

    def test_too_few_is_an_answer_with_numbers(self):
        self.receive("vase", 3)
        answer = self.reserve("vase", 4)
        self.assertEqual(answer.outcome, reservations.ReserveResponse.REFUSED_NOT_ENOUGH)
        self.assertEqual(answer.reservation_id, "")
        line = answer.lines[0]
        self.assertEqual((line.requested, line.promised, line.short_by, line.atp), (4, 0, 1, 3))
        self.assertEqual(self.check("vase").lines[0].promisable, 3)

    def test_an_unknown_item_is_named_by_the_error(self):
        error = self.refusal_of(lambda: self.check("no such item"))
        self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND)
        status, details = details_of(error)
        self.assertEqual(status.code, grpc.StatusCode.NOT_FOUND.value[0])
        info = details[error_details_pb2.ErrorInfo]
        self.assertEqual((info.reason, info.domain), ("UNKNOWN_ITEM", "atp.v1"))
        violation = details[error_details_pb2.BadRequest].field_violations[0]
        self.assertEqual(violation.field, "lines[0].item")
        self.assertNotIn(error_details_pb2.RetryInfo, details)


if __name__ == "__main__":
    unittest.main()
