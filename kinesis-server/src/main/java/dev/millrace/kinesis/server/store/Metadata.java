package dev.millrace.kinesis.server.store;

import java.util.Map;

/** All that the metadata log holds but the records: streams and channels by their names, and the account's settings. */
record Metadata(Map<String, Stream> streams, Map<String, Channel> channels, AccountSettings account) {}
