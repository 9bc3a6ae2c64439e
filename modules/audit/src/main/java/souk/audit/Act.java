package souk.audit;

/**
 * Who did what, as both entries of it say; in the order and under the names in which it is stored and shown. Empty: nobody knows, or there is none.
 *
 * @param call       the same for a retry with the same Idempotency-Key, else drawn at random
 * @param repeatable whether there can be such a retry
 * @param account    the account's id
 * @param mail       its address
 * @param kind       what sort of visitor
 * @param session    which of its sessions
 * @param address    where from, as digits
 * @param agent      the User-Agent
 * @param route      method and path template
 * @param path       with its query
 * @param entity     what sort of thing it is about: {@code products}
 * @param entityId   which
 * @param body       the request's body, redacted JSON
 * @param version    the thing's version before
 * @param before     the thing before, redacted JSON
 * @param request    the request's id, the cause of the events it led to
 * @param trace      the trace's id
 */
public record Act(String call, boolean repeatable, String account, String mail, String kind, String session, String address, String agent, String route, String path, String entity, String entityId,
        String body, String version, String before, String request, String trace) {}
