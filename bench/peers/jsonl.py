"""The shortest boto3 script that writes a JSON Lines file into a table."""
import json
import sys
from decimal import Decimal

import boto3

endpoint, table, file = sys.argv[1:]
with boto3.resource("dynamodb", endpoint_url=endpoint).Table(table).batch_writer() as batch, open(file) as lines:
    for line in lines:
        batch.put_item(Item=json.loads(line, parse_float=Decimal))
