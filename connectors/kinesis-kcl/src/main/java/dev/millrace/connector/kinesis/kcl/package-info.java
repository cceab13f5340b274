/** Kinesis over the KCL: processes of one application divide a stream's shards by leases, and store what they read. */
@NullMarked
package dev.millrace.connector.kinesis.kcl;

import org.jspecify.annotations.NullMarked;
