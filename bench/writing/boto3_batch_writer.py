"""What people write in Python: boto3's batch_writer. Arguments: endpoint, items."""
import json
import resource
import sys
import time

import boto3

endpoint, items = sys.argv[1], int(sys.argv[2])
text = "x" * 130
began = time.time()
table = boto3.resource("dynamodb", endpoint_url=endpoint, region_name="us-east-1").Table("bench")
with table.batch_writer() as batch:
    for number in range(items):
        batch.put_item(Item={"id": f"item-{number}", "number": number, "active": number % 2 == 0, "text": text})
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {"seconds": time.time() - began, "cpuSeconds": used.ru_utime + used.ru_stime, "peakMb": used.ru_maxrss / 1024}
    )
)
