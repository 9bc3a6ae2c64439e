package souk.platform.http;

import java.util.List;
import java.util.Map;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Answer.Problem;
import souk.platform.http.body.Fault;

/** Every refusal's form: problem+json (RFC 9457), its status by one table. */
public final class Problems {
    private Problems() {}

    /** The one table from refusal to HTTP status. */
    public static int status(Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case DECLINED -> 402;
            case DENIED -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT, SOLD_OUT -> 409;
            case GONE -> 410;
            case STALE -> 412;
            case UNPROCESSABLE -> 422;
            case LIMITED -> 429;
            case FAULT -> 500;
            case OVERLOADED, UNKNOWN_OUTCOME -> 503;
        };
    }

    static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not authenticated";
            case 402 -> "Payment declined";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 408 -> "Request took too long";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 412 -> "Changed meanwhile";
            case 413 -> "Body too large";
            case 414 -> "Address too long";
            case 415 -> "Unsupported media type";
            case 422 -> "Cannot be carried out";
            case 429 -> "Too many requests";
            case 431 -> "Headers too long";
            case 503 -> "Not now";
            default -> "Internal error";
        };
    }

    static Answer answer(Rejection rejection) {
        int status = status(rejection.kind());
        @SuppressWarnings({"unchecked", "rawtypes"})
        var members = (Map<String, Object>) (Map) rejection.members();
        var answer = Answer.of(status, problem(status, rejection.code(), rejection.detail(), List.of(), members));
        return switch (rejection.kind()) {
            case LIMITED, OVERLOADED, UNKNOWN_OUTCOME -> answer.header("Retry-After", "1");
            case UNAUTHENTICATED -> answer.header("WWW-Authenticate", "Bearer");
            default -> answer;
        };
    }

    static Answer of(int status, String code, String detail) {
        return Answer.of(status, problem(status, code, detail, List.of(), Map.of()));
    }

    static Answer badRequest(List<Fault> faults) {
        String detail = faults.size() == 1 ? "One thing is wrong with this request, see errors." : faults.size() + " things are wrong with this request, see errors.";
        return Answer.of(400, problem(400, "bad-request", detail, faults, Map.of()));
    }

    private static Problem problem(int status, String code, String detail, List<Fault> errors, Map<String, Object> members) {
        return new Problem("urn:souk:problem:" + code, title(status), status, code, detail, errors, members);
    }
}
