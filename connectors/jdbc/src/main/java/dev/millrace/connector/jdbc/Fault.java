package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException.Kind;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/** What a database's refusal means, by its SQLSTATE and by JDBC's classes. Pure. */
enum Fault {
    /** The database is away, overloaded or didn't answer in time. */
    CONNECTION(Kind.EXTERNAL_SYSTEM, "(08|53|57|58|HYT|25006).*"),
    /** Somebody else's transaction was in the way. */
    CONTENTION(Kind.EXTERNAL_SYSTEM, "(40|55P03).*"),
    /** User, password or database don't exist. */
    CREDENTIALS(Kind.CONFIGURATION, "(28|3D).*"),
    /** The statement isn't one of this database, or isn't allowed. */
    STATEMENT(Kind.CONFIGURATION, "(42|0A).*"),
    /** A record breaks a constraint or doesn't fit its column. */
    DATA(Kind.USER_CODE, "(21|22|23|44|P0001).*"),
    /** Anything else: nothing says that it is there to stay. */
    UNKNOWN(Kind.EXTERNAL_SYSTEM, "");

    private final Kind kind;
    private final String states;

    Fault(Kind kind, String states) {
        this.kind = kind;
        this.states = states;
    }

    Kind kind() {
        return kind;
    }

    /** Whether the same may succeed later. */
    boolean isOutside() {
        return kind == Kind.EXTERNAL_SYSTEM;
    }

    /** By the first of the exception, its causes and what follows it that says something. */
    static Fault of(SQLException failure) {
        for (Throwable thrown : failure) {
            if (thrown instanceof SQLException said) {
                Fault fault = byState(said.getSQLState());
                fault = fault == UNKNOWN ? byClass(said) : fault;
                if (fault != UNKNOWN) {
                    return fault;
                }
            }
        }
        return UNKNOWN;
    }

    private static Fault byState(@Nullable String state) {
        if (state != null) {
            for (Fault fault : values()) {
                if (state.matches(fault.states)) {
                    return fault;
                }
            }
        }
        return UNKNOWN;
    }

    private static Fault byClass(SQLException said) {
        if (said instanceof SQLTransactionRollbackException) {
            return CONTENTION;
        }
        if (said instanceof SQLTransientException
                || said instanceof SQLRecoverableException
                || said instanceof SQLNonTransientConnectionException) {
            return CONNECTION;
        }
        if (said instanceof SQLInvalidAuthorizationSpecException) {
            return CREDENTIALS;
        }
        if (said instanceof SQLSyntaxErrorException || said instanceof SQLFeatureNotSupportedException) {
            return STATEMENT;
        }
        return said instanceof SQLIntegrityConstraintViolationException || said instanceof SQLDataException
                ? DATA
                : UNKNOWN;
    }
}
