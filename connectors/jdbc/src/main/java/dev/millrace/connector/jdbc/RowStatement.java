package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is executed for each record. Pure. */
sealed interface RowStatement extends Serializable {
    /** In the SQL of a database with this name, as its driver tells it. */
    String sql(String product);

    /** What it writes to; for the sink's name. */
    String table();

    /** The user's own SQL. */
    record Given(String sql) implements RowStatement {
        private static final Pattern TABLE =
                Pattern.compile("\\b(?:INTO|UPDATE|FROM|CALL)\\s+([^\\s(]+)", Pattern.CASE_INSENSITIVE);

        @Override
        public String sql(String product) {
            return sql;
        }

        @Override
        public String table() {
            Matcher table = TABLE.matcher(sql);
            return table.find() ? table.group(1) : "statement";
        }
    }

    /** A row inserted, or where one with its key is, put in its place. */
    record Upsert(String table, List<String> keys, List<String> values) implements RowStatement {
        public Upsert {
            keys = List.copyOf(keys);
            values = List.copyOf(values);
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("an upsert needs the columns of a key");
            }
        }

        @Override
        public String sql(String product) {
            List<String> all = Stream.concat(keys.stream(), values.stream()).toList();
            String columns = String.join(", ", all);
            String parameters =
                    String.join(", ", all.stream().map(column -> "?").toList());
            String key = String.join(", ", keys);
            return switch (product) {
                case "PostgreSQL" ->
                    "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO %s"
                            .formatted(table, columns, parameters, key, update());
                case "H2" -> "MERGE INTO %s (%s) KEY (%s) VALUES (%s)".formatted(table, columns, key, parameters);
                case "MariaDB", "MySQL" ->
                    "INSERT INTO %s (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
                            .formatted(table, columns, parameters, updateOfMySql());
                default ->
                    throw new MillraceException(
                            Kind.CONFIGURATION,
                            "upsert(…) knows the SQL of PostgreSQL, H2, MariaDB and MySQL, not that of '" + product
                                    + "': say statement(…), with what this database has for it");
            };
        }

        /** A key alone is set to itself: IGNORE would let pass more than a row that is there. */
        private String updateOfMySql() {
            return values.isEmpty()
                    ? keys.get(0) + " = " + keys.get(0)
                    : String.join(
                            ", ",
                            values.stream()
                                    .map(column -> column + " = VALUES(" + column + ")")
                                    .toList());
        }

        private String update() {
            List<String> set = values.stream()
                    .map(column -> column + " = EXCLUDED." + column)
                    .toList();
            return set.isEmpty() ? "NOTHING" : "UPDATE SET " + String.join(", ", set);
        }
    }
}
