/**
 * The HTTP edge: routes as values ({@link souk.platform.http.Endpoint}), one order of refusal ({@code Dispatch}), strict bodies
 * ({@link souk.platform.http.body.BodyReader}), session tokens, problem documents, the contract, health and the server
 * ({@link souk.platform.http.Edge}). Built on Akka HTTP's low-level server API (doc.akka.io, "Core Server API").
 */
package souk.platform.http;
