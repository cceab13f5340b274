/** The Kinesis server with clients of AWS's that are programs by themselves. */
@NullMarked
package dev.millrace.kinesis.clients;

import org.jspecify.annotations.NullMarked;
