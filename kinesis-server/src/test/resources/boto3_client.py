"""What a user of boto3 does with a stream, from making it to deleting it. The endpoint is the one argument."""
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint = sys.argv[1]
kinesis = boto3.client(
    "kinesis",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="any",
    aws_secret_access_key="thing",
    config=Config(retries={"max_attempts": 0}),
)


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, was {actual!r}")


def fails(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        expect(e.response["Error"]["Code"], code)
    else:
        raise AssertionError(f"{code} expected")


kinesis.create_stream(StreamName="s", ShardCount=2)
kinesis.get_waiter("stream_exists").wait(StreamName="s", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
fails("ResourceInUseException", kinesis.create_stream, StreamName="s", ShardCount=1)
fails("ResourceNotFoundException", kinesis.describe_stream, StreamName="nobody")
summary = kinesis.describe_stream_summary(StreamName="s")["StreamDescriptionSummary"]
expect((summary["StreamStatus"], summary["OpenShardCount"], summary["RetentionPeriodHours"]), ("ACTIVE", 2, 24))
arn = summary["StreamARN"]

data = {f"key-{i}": bytes([i % 256]) * (i + 1) for i in range(500)}
reply = kinesis.put_records(StreamName="s", Records=[{"PartitionKey": k, "Data": v} for k, v in data.items()])
expect(reply["FailedRecordCount"], 0)
one = kinesis.put_record(StreamName="s", PartitionKey="one", Data=b"one", ExplicitHashKey="0")
expect(one["ShardId"], "shardId-000000000000")
data["one"] = b"one"

shards = [s["ShardId"] for page in kinesis.get_paginator("list_shards").paginate(StreamName="s") for s in page["Shards"]]
expect(shards, ["shardId-000000000000", "shardId-000000000001"])
read = {}
for shard in shards:
    iterator = kinesis.get_shard_iterator(StreamName="s", ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    while True:
        reply = kinesis.get_records(ShardIterator=iterator, Limit=100)
        for record in reply["Records"]:
            expect(abs(record["ApproximateArrivalTimestamp"].timestamp() - time.time()) < 300, True)
            read[record["PartitionKey"]] = record["Data"]
        if not reply["Records"]:
            break
        iterator = reply["NextShardIterator"]
expect(read, data)

consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="c")["Consumer"]
while kinesis.describe_stream_consumer(ConsumerARN=consumer["ConsumerARN"])["ConsumerDescription"]["ConsumerStatus"] != "ACTIVE":
    pass
events = kinesis.subscribe_to_shard(
    ConsumerARN=consumer["ConsumerARN"], ShardId=shards[1], StartingPosition={"Type": "TRIM_HORIZON"}
)["EventStream"]
pushed = {}
expected = {k: v for k, v in data.items() if k in read and k != "one"}
for event in events:
    for record in event["SubscribeToShardEvent"]["Records"]:
        pushed[record["PartitionKey"]] = record["Data"]
    if event["SubscribeToShardEvent"]["MillisBehindLatest"] == 0:
        break
events.close()
expect(pushed.items() <= expected.items() and len(pushed) > 100, True)

kinesis.add_tags_to_stream(StreamName="s", Tags={"team": "blue", "ümlaut": "ß"})
expect({t["Key"]: t["Value"] for t in kinesis.list_tags_for_stream(StreamName="s")["Tags"]}, {"team": "blue", "ümlaut": "ß"})
kinesis.increase_stream_retention_period(StreamName="s", RetentionPeriodHours=48)
fails("InvalidArgumentException", kinesis.increase_stream_retention_period, StreamName="s", RetentionPeriodHours=24)
kinesis.update_shard_count(StreamName="s", TargetShardCount=4, ScalingType="UNIFORM_SCALING")
expect(kinesis.describe_stream_summary(StreamName="s")["StreamDescriptionSummary"]["OpenShardCount"], 4)
policy = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kinesis:GetRecords", "Resource": arn}
        ],
    }
)
if hasattr(kinesis, "put_resource_policy"):  # not in Debian 12's boto3, 1.26
    kinesis.put_resource_policy(ResourceARN=arn, Policy=policy)
    expect(kinesis.get_resource_policy(ResourceARN=arn)["Policy"], policy)
kinesis.delete_stream(StreamName="s", EnforceConsumerDeletion=True)
kinesis.get_waiter("stream_not_exists").wait(StreamName="s", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
print("finished with boto3", boto3.__version__)
