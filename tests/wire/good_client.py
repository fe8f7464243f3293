"""A client that behaves, and knows what it must hear: nobody else changes its items."""

import threading

import grpc

from proto.atp.v1 import availability_service_pb2 as availability
from proto.atp.v1 import availability_service_pb2_grpc as availability_grpc
from proto.atp.v1 import delta_service_pb2 as delta
from proto.atp.v1 import delta_service_pb2_grpc as delta_grpc
from proto.atp.v1 import inventory_service_pb2 as inventory
from proto.atp.v1 import inventory_service_pb2_grpc as inventory_grpc
from proto.atp.v1 import reservation_service_pb2 as reservation
from proto.atp.v1 import reservation_service_pb2_grpc as reservation_grpc

TIMEOUT_S = 60  # of one call: long enough that only a fault reaches it
PLACE = "shop"
ITEMS = 5


class GoodClient(threading.Thread):
    """Receives, reserves, releases and checks until stop(); compares every answer with its own books.

    After join(): `calls` that were answered as they should, and `faults`, in words.
    """

    def __init__(self, channel, dice):
        super().__init__(name="good client")
        self._availability = availability_grpc.AvailabilityServiceStub(channel)
        self._inventory = inventory_grpc.InventoryServiceStub(channel)
        self._reservations = reservation_grpc.ReservationServiceStub(channel)
        self._dice = dice
        self._stopping = threading.Event()
        self.on_hand = {}
        self._open = []  # (reservation id, item, quantity)
        self.calls = 0
        self.changes = 0
        self.changes_at_opening = 0
        self.faults = []

    def open_shop(self):
        """Some of everything; a place's first change makes two entries, every other makes one."""
        for i in range(ITEMS):
            self._receive("good-%d" % i)
        self.changes_at_opening = self.changes

    def stop(self):
        self._stopping.set()

    def run(self):
        while not self._stopping.is_set() and not self.faults:
            item = "good-%d" % self._dice.randrange(ITEMS)
            try:
                self._dice.choice([self._receive, self._reserve, self._reserve, self._release,
                                   self._check, self._check])(item)
                self.calls += 1
            except grpc.RpcError as error:
                self.faults.append("call %d: %s %s" % (self.calls, error.code(), error.details()))

    def reserved(self, item):
        return sum(quantity for _, other, quantity in self._open if other == item)

    def _promisable(self, item):
        return self.on_hand[item] - self.reserved(item)

    def _expect(self, what, heard, expected):
        if heard != expected:
            self.faults.append("call %d: %s is %s instead of %s" %
                               (self.calls, what, heard, expected))

    def _id(self):
        self.changes += 1
        return "good %d" % self.changes

    def _receive(self, item):
        quantity = self._dice.randrange(1, 20)
        line = inventory.StockLine(item=item, location=PLACE, quantity=quantity)
        self._inventory.ReceiveStock(
            inventory.ReceiveStockRequest(request_id=self._id(), lines=[line]), timeout=TIMEOUT_S)
        self.on_hand[item] = self.on_hand.get(item, 0) + quantity

    def _reserve(self, item):
        quantity = self._dice.randrange(1, 20)
        line = reservation.ReserveRequest.Line(item=item, location=PLACE, quantity=quantity)
        answer = self._reservations.Reserve(
            reservation.ReserveRequest(request_id=self._id(), lines=[line], confirm=True),
            timeout=TIMEOUT_S)
        is_enough = quantity <= self._promisable(item)
        self._expect("outcome", answer.outcome,
                     reservation.ReserveResponse.RESERVED if is_enough else
                     reservation.ReserveResponse.REFUSED_NOT_ENOUGH)
        if is_enough:
            self._open.append((answer.reservation_id, item, quantity))

    def _release(self, _):
        if not self._open:
            return
        reservation_id, _, quantity = self._open.pop(self._dice.randrange(len(self._open)))
        answer = self._reservations.Release(
            reservation.ReleaseRequest(request_id=self._id(), reservation_id=reservation_id),
            timeout=TIMEOUT_S)
        self._expect("released", sum(line.quantity for line in answer.lines), quantity)

    def _check(self, item):
        line = availability.CheckAvailabilityRequest.Line(item=item, locations=[PLACE])
        answer = self._availability.CheckAvailability(
            availability.CheckAvailabilityRequest(lines=[line]), timeout=TIMEOUT_S)
        self._expect("promisable", answer.lines[0].promisable, self._promisable(item))
        self._expect("on hand", answer.lines[0].locations[0].on_hand, self.on_hand[item])


class GoodSubscriber(threading.Thread):
    """Hears every sequence from the first on, once and in order, until stop()."""

    def __init__(self, channel):
        super().__init__(name="good subscriber")
        self._stream = delta_grpc.DeltaServiceStub(channel).Watch(
            delta.WatchRequest(after_sequence=0))
        self._stopping = threading.Event()
        self._heard = threading.Condition()
        self.last = 0
        self.faults = []

    def run(self):
        try:
            for response in self._stream:
                with self._heard:
                    for change in response.deltas:
                        if change.sequence != self.last + 1:
                            self.faults.append("sequence %d after %d" % (change.sequence, self.last))
                        self.last = change.sequence
                    self._heard.notify_all()
        except grpc.RpcError as error:
            with self._heard:
                if not self._stopping.is_set():
                    self.faults.append("the stream ended: %s %s" % (error.code(), error.details()))
                self._heard.notify_all()

    def wait_for(self, sequence):
        """Until it has heard of that; False if it never does."""
        with self._heard:
            return self._heard.wait_for(lambda: self.last >= sequence or self.faults, TIMEOUT_S)

    def stop(self):
        self._stopping.set()
        self._stream.cancel()
