package dev.millrace.connector.jdbc;

import dev.millrace.function.VoidFunction2;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a sink is described by.
 *
 * @param statement what is executed for each record
 * @param bind sets its parameters
 * @param rowsPerBatchMax how many records are sent to the database at once
 * @param marksTable where marks are kept
 * @param answerTime how long the database may take for one answer
 * @param showsValues whether errors may tell what records hold
 */
record SinkSettings<T>(
        Connecting connecting,
        RowStatement statement,
        VoidFunction2<? super PreparedStatement, ? super T> bind,
        int rowsPerBatchMax,
        String marksTable,
        Duration answerTime,
        boolean showsValues)
        implements Serializable {
    static final int ROWS_PER_BATCH = 1000;
    static final String MARKS_TABLE = "millrace_marks";
    static final Duration ANSWER_TIME = Duration.ofSeconds(60);

    private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z_][\\w$]*(\\.[A-Za-z_][\\w$]*){0,2}");

    SinkSettings {
        if (rowsPerBatchMax < 1) {
            throw new IllegalArgumentException("rowsPerBatchMax must be positive, not " + rowsPerBatchMax);
        }
        if (!TABLE_NAME.matcher(marksTable).matches()) {
            throw new IllegalArgumentException(
                    "marksTable must be a plain name, with its schema if need be, not '" + marksTable + "'");
        }
        if (answerTime.compareTo(Duration.ofSeconds(1)) < 0 || answerTime.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("answerTime must be a second to a day, not " + answerTime);
        }
    }

    /** {@code jdbc:} and the table that the statement writes to. */
    String defaultName() {
        return "jdbc:" + statement.table();
    }
}
