/** Databases: a sink that writes exactly once, by records and mark in one transaction. */
@NullMarked
package dev.millrace.connector.jdbc;

import org.jspecify.annotations.NullMarked;
