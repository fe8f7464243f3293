#!/usr/bin/env python3
"""Writes sample.csv, an invented delivery history: make_sample.py > sample.csv

Four suppliers over two years: one on time, one late one time in ten, one late half of the time, one
with few orders. Some cells are text, as in real files. The seed makes it the same each time.
"""
import datetime
import random

LATE = {"Punctual Ltd": 0.0, "Usual, Inc.": 0.1, "Sluggish GmbH": 0.5, "Seldom SA": 0.3}
WEIGHTS = [8, 8, 5, 1]

random.seed(20)
print('ID,Country,Vendor,PO Sent to Vendor Date,Scheduled Delivery Date,Delivered to Client Date,'
      "Line Item Quantity")
for number in range(1, 281):
    supplier = random.choices(list(LATE), WEIGHTS)[0]
    ordered = datetime.date(2020, 1, 6) + datetime.timedelta(random.randrange(730))
    promised = ordered + datetime.timedelta(random.randrange(20, 120))
    late = random.random() < LATE[supplier]
    delivered = promised + datetime.timedelta(random.randrange(1, 40) if late
                                              else -random.randrange(0, 6))
    sent = ordered.strftime("%m/%d/%y")
    if number % 40 == 0:
        sent = "Date Not Captured"
    if number % 60 == 0:
        sent = "N/A - From RDC"
    name = f'"{supplier}"' if "," in supplier else supplier
    print(f'{number},{random.choice(["Kenya", "Haiti"])},{name},{sent},'
          f'{promised.strftime("%d-%b-%y").lstrip("0")},{delivered.strftime("%d-%b-%y").lstrip("0")},'
          f'{random.randrange(1, 5000)}')
