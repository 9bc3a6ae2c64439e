/** Request bodies: records whose components and annotations say both how the JSON is read and what the contract tells about it. */
package souk.platform.http.body;
