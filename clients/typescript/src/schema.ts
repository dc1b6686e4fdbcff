/** Made of docs/openapi.json by `npm run openapi`. Change the application, not this. */

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service lives */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It does. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it can answer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It can. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you is not awake yet; `Retry-After` says when to ask again. */
                503: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After": number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The configurations that a run can have */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Presets"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your subjects, by their ids */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description The `next` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubjectPage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Name a thing to recognise */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewSubject"];
                };
            };
            responses: {
                /** @description The subject, which the base answers for until its first run. */
                201: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subject"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One subject and what answers for it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The subject. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subject"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete a subject and all that was made of it
         * @description From now on there is no such subject and no run of it. Asked again before it is done, it is the same deletion.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The receipt. Watch it at its `Location`. */
                202: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announce photos, and get a form for each to post it to */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Announcement"];
                };
            };
            responses: {
                /** @description The upload. Post each file to its form, then start the run. */
                201: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Upload"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Personalize: start the run of an upload */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewRun"];
                };
            };
            responses: {
                /** @description With `dryRun`: what the run would do and come to. Nothing was started. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunPlan"];
                    };
                };
                /** @description The run. Watch it at its `Location`. */
                202: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Run"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your runs, the newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description The `next` of the page before. */
                    cursor?: string;
                    status?: "queued" | "validating" | "generating" | "training" | "evaluating" | "deploying" | "succeeded" | "kept-base" | "failed" | "cancelled";
                    subject?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunPage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run: its stages, progress, cost, verdict and photos */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The run. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunDetail"];
                    };
                };
                /** @description Nothing changed since the `ETag` of `If-None-Match`. */
                304: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The run, each time it changes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Server-Sent Events `run`, whose data is the run as GET /v1/runs/{run} has it. The stream ends with the run; `Last-Event-ID` goes on after a break. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["RunEvent"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The synthetic images and what curation made of them */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    source?: string;
                    /** @description Of which the images were made, as it is. */
                    prompt?: string;
                    kept?: "true" | "false";
                };
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImagePage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the run leaves: plan, verdict, adapter */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Artifacts"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the job of a stage printed */
        get: {
            parameters: {
                query: {
                    stage: "priors" | "generate" | "compose" | "represent";
                    after?: string;
                };
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The lines; none of a stage that found its result finished, or that the run has not come to. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Log"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accepted photos, and how those that judge were judged */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    role?: "reference" | "held-out" | "look-alike" | "other";
                };
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunPhotoPage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was measured of the adapter, against the base, and what it says */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of it; what was not measured is null. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Evaluation"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/curves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The training curve of a stage */
        get: {
            parameters: {
                query: {
                    stage: "priors" | "generate" | "compose" | "represent";
                };
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What its log tells of by now; no points of a stage that does not train. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TrainingCurve"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The run as a graph: what it did, is doing and may still do */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The states of the workflow and what follows what. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Workflow"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/thumbnails/{kind}/{picture}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A photo or a synthetic image, small
         * @description The same as `thumbnailUrl` where those are listed, at an address that stays.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                    kind: "image" | "reference" | "held-out" | "look-alike" | "other";
                    /** @description An image's id, or of a photo's `reference/00` what follows its role. */
                    picture: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description At most 256 pixels a side. It never changes: keep it. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a run; what its jobs finished stays */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The run, which is cancelled. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Run"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a run again from the stage that failed */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A new run of the same photos and settings; `retryOf` names the old one. */
                202: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Run"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs side by side: what differs in what was asked for, and what came of it */
        get: {
            parameters: {
                query: {
                    /** @description The ids of two to four runs, separated by commas. */
                    runs: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunComparison"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/adapters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the runs of the subject made, the newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Adapters"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the endpoint was pointed at, since when and by whom, the newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description The `next` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of it. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EndpointHistory"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Point the endpoint at an adapter of the subject */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            responses: {
                /** @description The subject, which the adapter answers for. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subject"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you failed. */
                502: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you is not awake yet; `Retry-After` says when to ask again. */
                503: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After": number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Point the endpoint back at what it answered with before */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The subject. A second call undoes the first. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subject"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you failed. */
                502: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you is not awake yet; `Retry-After` says when to ask again. */
                503: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After": number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn images into vectors
         * @description OpenAI's shape. A body that is an image has its `model` in the query. Vectors of different adapters, features or dimensions are never compared: the answer names what made them.
         */
        post: {
            parameters: {
                query?: {
                    /** @description `base`, a subject, or `subject@adapter`. */
                    model?: string;
                };
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EmbeddingRequest"];
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            responses: {
                /** @description The vectors, L2-normalised. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Embeddings"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you failed. */
                502: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you is not awake yet; `Retry-After` says when to ask again. */
                503: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After": number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether images show the subject */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImagesRequest"];
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            responses: {
                /** @description Scores and decisions. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Matches"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you failed. */
                502: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you is not awake yet; `Retry-After` says when to ask again. */
                503: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After": number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/locate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where in images the subject is */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImagesRequest"];
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            responses: {
                /** @description Boxes, masks and similarity maps. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Locations"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you failed. */
                502: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you is not awake yet; `Retry-After` says when to ask again. */
                503: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After": number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{subject}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The photos of your gallery that are most like an image, as the subject is known */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    subject: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SearchRequest"];
                };
            };
            responses: {
                /** @description The nearest first. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SearchAnswer"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you failed. */
                502: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description What we asked for you is not awake yet; `Retry-After` says when to ask again. */
                503: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After": number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/gallery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The photos of your gallery, by their ids */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GalleryPage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Put a photo into the gallery that you search */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImageRequest"];
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            responses: {
                /** @description The photo; the same picture again is the same photo. */
                201: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GalleryPhoto"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/gallery/{photo}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A photo of your gallery, as a search names it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    photo: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The photo. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GalleryPhoto"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Take a photo out of the gallery */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    photo: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is gone, and with the next search its vector. */
                204: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long what runs leave is kept */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The settings. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Retention"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Say how long what runs leave is kept
         * @description What is older goes within a day, of runs from before too, and leaves a receipt.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            responses: {
                /** @description The settings. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Retention"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was used, by day */
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                    format?: "json" | "csv";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The days on which something was used. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Usage"];
                        "text/csv": string;
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What you may use, and what is used of it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The quotas. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QuotasInUse"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the quotas */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QuotaChanges"];
                };
            };
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QuotasInUse"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what, the newest first, for a year */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description The `next` of the page before. */
                    cursor?: string;
                    principal?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of it. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your webhooks */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Webhooks"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Be told of events */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            responses: {
                /** @description The webhook, with the secret that signs. */
                201: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookWithSecret"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    webhook: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The webhook. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Webhook"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Be told no more */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    webhook: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is gone, with its deliveries. */
                204: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change some of a webhook; enabling it forgets its failures */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    webhook: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WebhookChanges"];
                };
            };
            responses: {
                /** @description The webhook. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Webhook"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/webhooks/{webhook}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign with a new secret; the old one signs beside it for 24 hours */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    webhook: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The webhook, with its new secret. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookWithSecret"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it a ping */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    webhook: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The delivery, which is on its way. */
                202: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Delivery"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent, the newest first, for 30 days */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description The `next` of the page before. */
                    cursor?: string;
                    status?: "pending" | "delivered" | "failed" | "dead";
                };
                header?: never;
                path: {
                    webhook: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of them; with `status` it may be short of its limit. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeliveryPage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it once more, under the id that it had */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path: {
                    webhook: string;
                    delivery: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A new delivery of the same event. */
                202: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Delivery"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deletions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your deletions, the newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description The `next` of the page before. */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeletionPage"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deletions/{deletion}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipt of a deletion */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    deletion: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The receipt, with its signature once the deletion is done. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/likeness-receipts.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys that receipts are signed with */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All keys that ever signed one. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiptKeys"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who belongs to you, by their addresses */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Members"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Invite somebody */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewMember"];
                };
            };
            responses: {
                /** @description The member, who is invited. */
                201: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitedMember"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member and their account
         * @description It holds once their token ends, after an hour at most.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    member: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description They are gone. */
                204: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Give a member another role
         * @description It holds once their token ends, after an hour at most.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    member: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MemberChanges"];
                };
            };
            responses: {
                /** @description The member. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Member"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something is in the way: `code` says what. */
                409: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your machine clients */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them. */
                200: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Clients"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Make a machine client, which gets its tokens by OAuth's client credentials */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewClient"];
                };
            };
            responses: {
                /** @description The client, with its secret. */
                201: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ClientWithSecret"];
                    };
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The body is of a type that is not taken. */
                415: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients/{client}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a machine client; its tokens end within five minutes */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is gone. */
                204: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request can not be read, or its cursor is not of this list. */
                400: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no token, or it is not valid. */
                401: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Which tokens are taken. */
                        "WWW-Authenticate": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The token does not allow this. */
                403: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such thing, or it is not yours. */
                404: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Something in the request is not as it must be; `errors` says what. */
                422: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A quota is used up; where that passes by itself, `Retry-After` says when to ask again. */
                429: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        /** @description Seconds after which asking again makes sense. */
                        "Retry-After"?: number;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Address and headers are longer than 16 KiB. There is no body. */
                431: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Our fault. */
                500: {
                    headers: {
                        /** @description What to tell us about the request. */
                        "X-Request-Id": string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        Problem: {
            /** @example urn:likeness:problem:SubjectUnknown */
            type: string;
            title: string;
            status: number;
            /** @description What is wrong and what to do, in words for the user. */
            detail: string;
            /**
             * @description Stays the same between versions.
             * @example SubjectUnknown
             */
            code: string;
            /**
             * @description Who can mend it.
             * @enum {string}
             */
            fault: "user" | "service";
            requestId: string;
            /** @description Each part of the request that was not taken. */
            errors?: {
                field: string;
                message: string;
            }[];
        };
        Presets: {
            data: components["schemas"]["Preset"][];
        };
        Preset: {
            name: string;
            version: number;
            summary: string;
            backbone: string;
            generator: string | null;
            /** @description Whether its models are here, and the endpoint has its backbone. */
            available: boolean;
        };
        Subject: {
            id: string;
            category: string;
            name: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            createdAt: string;
            /** @enum {string} */
            status: "active" | "deleting";
            /** @description Whether its photos may train your other subjects, as look-alikes. */
            lends: boolean;
            endpoint: components["schemas"]["Endpoint"];
        };
        Endpoint: {
            /** @description What answers; null is the bare backbone. */
            adapter: string | null;
            /** @description It serves without having been judged. */
            provisional: boolean;
            previous: components["schemas"]["Serving"];
            /** @description Grows by one with each change; 0 before the first run. */
            version: number;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            since: string | null;
        };
        /** @description What a roll-back goes back to. */
        Serving: {
            /** @description What answers; null is the bare backbone. */
            adapter: string | null;
            /** @description It serves without having been judged. */
            provisional: boolean;
        };
        NewSubject: {
            /** @description Lower-case letters, digits and hyphens; made from the category unless given. */
            id?: string;
            /**
             * @description What it is in a word or two.
             * @example mug
             */
            category: string;
            /**
             * @description What you call it.
             * @example my mug
             */
            name?: string;
        };
        SubjectPage: {
            data: components["schemas"]["Subject"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        Upload: {
            upload: string;
            subject: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            expiresAt: string;
            files: {
                key: string;
                name: string;
                /** @enum {string} */
                role: "reference" | "held-out" | "look-alike" | "other";
                form: components["schemas"]["UploadForm"];
                maskForm: components["schemas"]["UploadForm"] | null;
            }[];
            document: components["schemas"]["UploadForm"] & unknown;
        };
        /** @description A POST of multipart/form-data to `url`: these fields, then the file as the field `file`. */
        UploadForm: {
            url: string;
            fields: {
                [key: string]: string;
            };
        };
        Announcement: {
            files: components["schemas"]["AnnouncedFile"][];
        };
        AnnouncedFile: {
            /**
             * @description As you call the file; told to you again.
             * @example front.jpg
             */
            name: string;
            /**
             * @description Reference photos train, held-out photos judge; look-alikes and others are photos of other things, of which look-alikes train and others judge.
             * @default reference
             * @enum {string}
             */
            role?: "reference" | "held-out" | "look-alike" | "other";
            /** @enum {string} */
            type: "image/jpeg" | "image/png" | "image/webp";
            bytes: number;
            /**
             * @description A mask comes with it: PNG, white where the thing is.
             * @default false
             */
            mask?: boolean;
        };
        RunPlan: {
            /** @enum {boolean} */
            dryRun: true;
            category: string;
            preset: {
                name: string;
                version: number;
            };
            stages: components["schemas"]["StageEstimate"][];
            cost: {
                /** @description Millionths of a US dollar. */
                usdMicros: number | null;
                /** @description Of all jobs, of which two may run at once. */
                seconds: number | null;
                basis: string;
            };
            quota: {
                runsAtOnce: {
                    used: number;
                    most: number;
                };
                usdMicrosThisMonth: {
                    /** @description Millionths of a US dollar. */
                    used: number;
                    /** @description Millionths of a US dollar. */
                    most: number;
                };
                fits: boolean;
            };
        };
        StageEstimate: {
            /** @enum {string} */
            stage: "priors" | "generate" | "compose" | "represent";
            seconds: number | null;
            instance: string;
            /** @description Millionths of a US dollar. */
            usdMicros: number | null;
        };
        Run: {
            id: string;
            subject: string;
            category: string;
            preset: string;
            /** @enum {string} */
            status: "queued" | "validating" | "generating" | "training" | "evaluating" | "deploying" | "succeeded" | "kept-base" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            finishedAt: string | null;
            /** @enum {string|null} */
            outcome: "better" | "tie" | "worse" | "unjudged" | null;
            adapter: string | null;
            retryOf: string | null;
            error: components["schemas"]["RunError"] | null;
            cost: {
                /** @description Null where the instance has no price, and in lists while the run is under way. */
                spent: number | null;
                /** @description Millionths of a US dollar. */
                estimate: number | null;
                /** @description Millionths of a US dollar. */
                limit: number | null;
            };
        };
        RunError: {
            code: string;
            /** @enum {string} */
            fault: "user" | "service";
            message: string;
        };
        NewRun: {
            /** @description The photos, as POST /v1/subjects/{subject}/photos named them. */
            upload: string;
            /** @description See GET /v1/presets; the first of them unless given. */
            preset?: string;
            /**
             * @description Fields of the preset with other values.
             * @example {
             *       "represent.steps": 60
             *     }
             */
            changes?: {
                [key: string]: number | string | boolean;
            };
            /**
             * @description Which outcomes serve: `better-or-unjudged` unless given.
             * @enum {string}
             */
            promote?: "better" | "better-or-unjudged" | "always" | "never";
            /** @default 0 */
            seed?: number;
            /**
             * @description Your other subjects may train on the reference photos, as look-alikes.
             * @default false
             */
            lend?: boolean;
            /** @description The run is stopped once it has cost this much. */
            costLimit?: number;
            /**
             * @description Validates everything, tells plan, cost and quota, and starts nothing.
             * @default false
             */
            dryRun?: boolean;
        };
        RunPage: {
            data: components["schemas"]["Run"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        RunDetail: components["schemas"]["Run"] & {
            upload: string;
            seed: number;
            changes: {
                [key: string]: number | string | boolean;
            };
            /**
             * @description Which outcomes serve; null where that is not known.
             * @enum {string|null}
             */
            promote: "better" | "better-or-unjudged" | "always" | "never" | null;
            /** @description Your other subjects may train on the reference photos; null where that is not known. */
            lend: boolean | null;
            /** @description What `cost.estimate` is the sum of, as it was when the run was taken in; null where it was not, or made before that was kept. */
            estimate: {
                stages: components["schemas"]["StageEstimate"][];
                /** @description Of all jobs, of which two may run at once. */
                seconds: number | null;
                basis: string;
            } | null;
            stages: components["schemas"]["Stage"][];
            verdict: components["schemas"]["Verdict"] | null;
            /** @description Whether it took an adapter off the endpoint that served without having been judged: its verdict spoke against it. */
            withdrew: boolean;
            photos: {
                accepted: {
                    id: string;
                    name: string;
                    role: string;
                    width: number;
                    height: number;
                }[];
                dropped: {
                    name: string;
                    reason: string;
                }[];
                warnings: string[];
            } | null;
        };
        Stage: {
            /** @enum {string} */
            stage: "priors" | "generate" | "compose" | "represent";
            /** @enum {string} */
            status: "waiting" | "running" | "reused" | "succeeded" | "failed";
            attempts: number;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            finishedAt: string | null;
            /** @description Billed seconds of all attempts. */
            seconds: number;
            /** @description Millionths of a US dollar. */
            usdMicros: number | null;
            instance: string | null;
            progress: {
                step: string;
                done: number;
                total: number;
                values: {
                    [key: string]: number;
                };
            } | null;
        };
        Verdict: {
            /** @enum {string} */
            outcome: "better" | "tie" | "worse" | "unjudged";
            reason: string;
            advice: string[];
            /** @enum {string} */
            policy: "better" | "better-or-unjudged" | "always" | "never";
            promote: boolean;
            /** @enum {string|null} */
            protocol: "held-out" | "cross-validation" | null;
            references: number;
            heldOut: number;
            distractors: number;
            metrics: {
                [key: string]: components["schemas"]["Comparison"];
            } | null;
            match: {
                threshold: number;
                precision: number;
                recall: number;
            } | null;
        };
        Comparison: {
            base: number;
            personalized: number;
            difference: number;
            /** @description Of the difference, 95 %. */
            interval: [
                number,
                number
            ];
        };
        RunEvent: {
            /** @enum {string} */
            event: "run";
            id: string;
            /** @description A `RunDetail`, as JSON. */
            data: string;
        };
        ImagePage: {
            data: components["schemas"]["SyntheticImage"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        SyntheticImage: {
            id: string;
            /** @example cut-and-paste */
            source: string;
            /** @description `positive` shows the subject, `negative` another thing of its category. */
            kind: string;
            prompt: string | null;
            /** @description What its random numbers came from. */
            seed: number[] | null;
            /** @description Whether it trained; null before curation. */
            kept: boolean | null;
            /** @description Why it was kept or dropped. */
            reason: string | null;
            /** @description 1 as alike as two real photos are, 0 as the negatives. */
            fidelity: number | null;
            /** @description Good for an hour. */
            url: string;
            /** @description A JPEG of at most 256 pixels a side, good for an hour; null where none could be made. */
            thumbnailUrl: string | null;
        };
        Artifacts: {
            data: components["schemas"]["Artifact"][];
        };
        Artifact: {
            path: string;
            bytes: number;
            /** @description Good for an hour. */
            url: string;
        };
        Log: {
            lines: {
                time: string;
                text: string;
            }[];
            /** @description Give it as `after` for the lines that come after these. */
            next: string;
        };
        RunPhotoPage: {
            data: components["schemas"]["RunPhoto"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        RunPhoto: {
            id: string;
            name: string;
            /** @enum {string} */
            role: "reference" | "held-out" | "look-alike" | "other";
            /**
             * @description Yours, lent by another of your subjects, or one of the operator's photos of other things.
             * @enum {string}
             */
            origin: "own" | "lent" | "bank";
            width: number;
            height: number;
            /** @description Good for an hour. */
            url: string;
            /** @description A JPEG of at most 256 pixels a side, good for an hour; null where none could be made. */
            thumbnailUrl: string | null;
            /** @description Grey PNG, white where the thing is: yours, else the one that was drawn for a reference photo. */
            maskUrl: string | null;
            /** @description Whether the photo came with its mask, and none was drawn for it. */
            maskGiven: boolean;
            /** @description Null for a photo that did not judge. */
            judged: {
                base: components["schemas"]["Judgement"];
                personalized: components["schemas"]["Judgement"];
            } | null;
            /** @description The photo as the models see it, and over it how similar its parts are to the thing; some have them. */
            maps: {
                /** @description Good for an hour. */
                photo: string;
                /** @description Good for an hour. */
                base: string;
                /** @description Good for an hour. */
                personalized: string;
            } | null;
        };
        Judgement: {
            /** @description 1 and the photos of other things that score at least as high. */
            rank: number;
            reference: components["schemas"]["Neighbour"];
            confuser: components["schemas"]["Neighbour"] & unknown;
            beatenBy: components["schemas"]["Neighbour"] & unknown;
        };
        /** @description The reference photo that it is most like, and so its score; null where none was kept. */
        Neighbour: {
            photo: string;
            cosine: number;
            /** @description A JPEG of at most 256 pixels a side, good for an hour; null where none could be made. */
            thumbnailUrl: string | null;
        } | null;
        Evaluation: {
            /**
             * Format: date-time
             * @description Null before it was, and then so is everything else.
             */
            evaluatedAt: string | null;
            /**
             * @description Null where nothing was judged.
             * @enum {string|null}
             */
            protocol: "held-out" | "cross-validation" | null;
            feature: string | null;
            photos: {
                references: number;
                heldOut: number;
                distractors: {
                    own: number;
                    bank: number;
                };
            } | null;
            metrics: {
                [key: string]: components["schemas"]["Comparison"];
            } | null;
            /** @description One, or with cross-validation one for each fold. */
            curves: {
                base: components["schemas"]["PrecisionRecall"];
                personalized: components["schemas"]["PrecisionRecall"];
            }[] | null;
            /** @description Of the judged photos, by their ids. */
            ranks: {
                photo: string;
                /** @description 1 and the photos of other things that score at least as high. */
                base: number;
                personalized: number;
            }[] | null;
            /** @description What sources of images are worth; empty where there are no two to compare. */
            effects: {
                source: string;
                without: {
                    averagePrecisionOneReference: number;
                };
                /** @description With all sources, less without this one: above 0 it helps. */
                difference: number;
                /** @description Of the difference, 95 %. */
                interval: [
                    number,
                    number
                ] | null;
            }[] | null;
            /** @description How well the thing is found in photos that have a mask; null where none has. */
            dense: {
                tasks: {
                    [key: string]: components["schemas"]["Comparison"] & {
                        photos: number;
                    };
                };
                photos: {
                    photo: string;
                    iou: {
                        [key: string]: {
                            base: number;
                            personalized: number;
                        };
                    };
                }[];
            } | null;
            calibration: {
                threshold: number | null;
                precision: number | null;
                recall: number | null;
                positives: number;
                negatives: number;
                /** @description Why some of it can not be said. */
                reason: string | null;
            } | null;
            /** @description How judged photos were kept from the generator. */
            separation: string | null;
            diagnoses: {
                /** @enum {string} */
                code: "no-localisation" | "plateau";
                message: string;
                numbers: {
                    [key: string]: number;
                };
            }[] | null;
            /** @description The diagnoses that enough was measured for. */
            examined: ("no-localisation" | "plateau")[] | null;
            /** @description What the synthetic images are like: the figures in front are of the positives that train. */
            curation: {
                kept: number;
                dropped: number;
                fidelity: number | null;
                diversity: number | null;
                vendi: number;
                sources: {
                    source: string;
                    kind: string;
                    candidates: number;
                    kept: number;
                    /** @description How many for each reason. */
                    dropped: {
                        [key: string]: number;
                    };
                    /** @description The mean of all: 1 as two real photos are, 0 as the negatives. */
                    fidelity: number | null;
                    keptFidelity: number | null;
                    /** @description How many wholly different images all of them are worth; `keptVendi` those that train. */
                    vendi: number | null;
                    keptVendi: number | null;
                }[];
                prompts: {
                    prompt: string;
                    source: string;
                    candidates: number;
                    kept: number;
                    fidelity: number | null;
                }[];
            } | null;
            adapterDigest: string | null;
        };
        /** @description A point for each judged photo, as it is found. */
        PrecisionRecall: {
            recall: number[];
            precision: number[];
        };
        TrainingCurve: {
            /** @enum {string} */
            stage: "priors" | "generate" | "compose" | "represent";
            /** @description Steps that were; `points` are at most 500 of them, evenly spread. */
            measured: number;
            points: {
                step: number;
                total: number;
                values: {
                    [key: string]: number;
                };
            }[];
        };
        Workflow: {
            start: string;
            states: {
                name: string;
                /** @example Task */
                kind: string;
                /** @description What it does, in a few words; null for what is the workflow's own affair. */
                label: string | null;
                /** @description The Parallel or Map that it is in a branch of. */
                within: {
                    state: string;
                    branch: number;
                } | null;
                /** @enum {string} */
                status: "waiting" | "running" | "succeeded" | "failed" | "stopped" | "skipped";
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                enteredAt: string | null;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                exitedAt: string | null;
                visits: number;
                attempts: number;
                /** @description The last error's name. */
                error: string | null;
            }[];
            edges: {
                from: string;
                to: string;
                /** @enum {string} */
                on: "next" | "error" | "branch";
            }[];
        };
        RunComparison: {
            /** @description In the order in which they were asked for. */
            runs: components["schemas"]["ComparedRun"][];
            /** @description Fields that are not the same in all; null also where a run does not have the field. */
            differences: {
                field: string;
                values: (number | string | boolean | null | (number | string)[])[];
            }[];
        };
        ComparedRun: components["schemas"]["Run"] & {
            /** @enum {string|null} */
            protocol: "held-out" | "cross-validation" | null;
            photos: {
                references: number;
                heldOut: number;
                distractors: number;
            } | null;
            metrics: {
                [key: string]: components["schemas"]["Comparison"];
            } | null;
            stages: {
                /** @enum {string} */
                stage: "priors" | "generate" | "compose" | "represent";
                /** @enum {string} */
                status: "waiting" | "running" | "reused" | "succeeded" | "failed";
                /** @description Billed seconds of all attempts. */
                seconds: number;
                /** @description Millionths of a US dollar. */
                usdMicros: number | null;
            }[];
            curation: {
                kept: number;
                dropped: number;
                fidelity: number | null;
                diversity: number | null;
                vendi: number;
                sources: {
                    [key: string]: {
                        kind: string;
                        candidates: number;
                        kept: number;
                    };
                };
            } | null;
        };
        Adapters: {
            data: components["schemas"]["Adapter"][];
        };
        Adapter: {
            name: string;
            digest: string;
            run: string;
            /** @enum {string} */
            outcome: "better" | "tie" | "worse" | "unjudged";
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            createdAt: string;
            serving: boolean;
        };
        EndpointHistory: {
            data: components["schemas"]["EndpointChange"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        EndpointChange: {
            version: number;
            /** @description What answers; null is the bare backbone. */
            adapter: string | null;
            /** @description It serves without having been judged. */
            provisional: boolean;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            since: string;
            /** @description The run that changed it. */
            run: string | null;
            /** @description Who changed it by hand, as `user:ada`; null where a run did, or nobody knows who. */
            by: string | null;
        };
        Promotion: {
            /** @description Name or digest of an adapter of the subject. */
            adapter: string;
        };
        Embeddings: {
            /** @enum {string} */
            object: "list";
            model: string;
            backbone: string;
            adapter: string | null;
            /** @enum {string} */
            feature: "cls" | "cls+patch";
            dimensions: number;
            data: {
                /** @enum {string} */
                object: "embedding";
                index: number;
                embedding: number[] | string;
            }[];
            usage: {
                images: number;
            };
        };
        EmbeddingRequest: {
            /**
             * @description `base`, a subject, or `subject@adapter`.
             * @example mug-1a2b3c4d
             */
            model: string;
            input: string | string[];
            /**
             * @default float
             * @enum {string}
             */
            encoding_format?: "float" | "base64";
            dimensions?: number;
            /** @enum {string} */
            feature?: "cls" | "cls+patch";
            /** @description Of OpenAI's shape, and not used. */
            user?: string;
        };
        Matches: {
            /** @enum {string} */
            object: "list";
            model: string;
            backbone: string;
            adapter: string;
            threshold: number | null;
            precision: number | null;
            recall: number | null;
            data: {
                /** @enum {string} */
                object: "match";
                index: number;
                score: number;
                reference: number;
                match: boolean | null;
            }[];
            usage: {
                images: number;
            };
        };
        ImagesRequest: {
            input: string | string[];
        };
        Locations: {
            /** @enum {string} */
            object: "list";
            model: string;
            backbone: string;
            adapter: string;
            data: {
                /** @enum {string} */
                object: "location";
                index: number;
                box: [
                    number,
                    number,
                    number,
                    number
                ] | null;
                mask: {
                    size: [
                        number,
                        number
                    ];
                    counts: number[];
                } | null;
                score: number | null;
                similarity: {
                    rows: number;
                    columns: number;
                    cosines: number[];
                };
            }[];
            usage: {
                images: number;
            };
        };
        SearchAnswer: {
            results: {
                id: string;
                score: number;
            }[];
            space: {
                backbone: string;
                adapter: string | null;
                feature: string;
            };
            /** @description Photos that are not searched yet: ask again. */
            pending: number;
            /** @description Why some could not be. */
            failure: {
                code: string;
                message: string;
            } | null;
        };
        SearchRequest: {
            /**
             * @description The subject's reference photos are searched for unless given.
             * @example data:image/jpeg;base64,...
             */
            image?: string;
            /** @default 20 */
            count?: number;
        };
        GalleryPhoto: {
            id: string;
            /** @description Good for an hour. */
            url: string;
            /** @description A JPEG of at most 256 pixels a side, good for an hour; null where none could be made. */
            thumbnailUrl: string | null;
        };
        ImageRequest: {
            /** @description JPEG, PNG or WebP as a `data:` URI in base64. */
            image: string;
        };
        GalleryPage: {
            data: components["schemas"]["GalleryPhoto"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description Days after a run ends that its photos, its synthetic images and the whole of it stay; null: until deleted. */
        Retention: {
            photosDays: number | null;
            syntheticDays: number | null;
            runsDays: number | null;
        };
        Usage: {
            data: components["schemas"]["DayOfUsage"][];
        };
        DayOfUsage: {
            /** Format: date */
            day: string;
            runs: number;
            seconds: number;
            /** @description Millionths of a US dollar. */
            usdMicros: number;
            images: number;
        };
        QuotasInUse: {
            subjects: number;
            runsAtOnce: number;
            imagesPerRun: number;
            embeddingsPerMinute: number;
            usdMicrosPerMonth: number;
            galleryPhotos: number;
            webhooks: number;
            used: components["schemas"]["QuotasUsed"];
        };
        QuotasUsed: {
            subjects: number;
            runsAtOnce: number;
            galleryPhotos: number;
            webhooks: number;
            /** @description In micro-dollars: what the runs let in this month of UTC came to, and may come to where they aren't over. */
            usdMicrosPerMonth: number;
        };
        QuotaChanges: {
            subjects?: number;
            runsAtOnce?: number;
            imagesPerRun?: number;
            embeddingsPerMinute?: number;
            usdMicrosPerMonth?: number;
            galleryPhotos?: number;
            webhooks?: number;
        };
        AuditPage: {
            data: components["schemas"]["AuditEntry"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        AuditEntry: {
            id: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            at: string;
            /** @example user:ada */
            principal: string;
            name: string;
            /** @example POST /v1/runs/{run}/cancel */
            operation: string;
            /** @description What stood for the path's parameters. */
            targets: {
                [key: string]: string;
            };
            /** @description The address of what was made. */
            made: string | null;
            status: number;
            requestId: string;
        };
        WebhookWithSecret: components["schemas"]["Webhook"] & {
            /** @description Keep it: no other answer has it. */
            secret: string;
        };
        Webhook: {
            hook: string;
            url: string;
            description: string;
            events: string[];
            secrets: {
                last4: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                expiresAt: string | null;
            }[];
            enabled: boolean;
            /** @enum {string|null} */
            disabledReason: "gone" | "failing" | null;
            failures: number;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            createdAt: string;
            createdBy: string;
        };
        NewWebhook: {
            /** @example https://hooks.example/likeness */
            url: string;
            /**
             * @description Types of events, prefixes such as `dev.likeness.run.*`, or `*`.
             * @example [
             *       "*"
             *     ]
             */
            events: string[];
            /** @default  */
            description?: string;
        };
        Webhooks: {
            data: components["schemas"]["Webhook"][];
        };
        WebhookChanges: {
            /** @example https://hooks.example/likeness */
            url?: string;
            /**
             * @description Types of events, prefixes such as `dev.likeness.run.*`, or `*`.
             * @example [
             *       "*"
             *     ]
             */
            events?: string[];
            description?: string;
            enabled?: boolean;
        };
        Delivery: {
            delivery: string;
            hook: string;
            event: {
                id: string;
                type: string;
                subject: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                time: string;
            } & {
                [key: string]: unknown;
            };
            /** @enum {string} */
            status: "pending" | "delivered" | "failed" | "dead";
            attempts: {
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                at: string;
                status: number | null;
                milliseconds: number;
                error: string | null;
            }[];
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            nextAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            createdAt: string;
            /** @description Seconds since 1970. */
            expiresAt: number;
        };
        DeliveryPage: {
            data: components["schemas"]["Delivery"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        Receipt: components["schemas"]["Deletion"] & {
            /** @description The list for an hour: a line of JSON an object, `{key, bytes, sha256}`, in the order of the keys. */
            listUrl: string | null;
            /** @description A compact JWS of what the receipt states, by a key of /.well-known/likeness-receipts.json. */
            signature: string | null;
        };
        /** @description Null until it is done, as bytes and list are. */
        DeletedCounts: {
            photos: number;
            syntheticImages: number;
            checkpoints: number;
            adapters: number;
            vectors: number;
            archives: number;
            documents: number;
            records: number;
            logs: number;
            executions: number;
        } | null;
        Horizon: {
            /**
             * @description Stays the same between versions.
             * @example dynamodb-backups
             */
            store: string;
            holds: string;
            /** @description From the deletion on; null where nobody can say. */
            days: number | null;
        };
        Deletion: {
            id: string;
            /**
             * @description Somebody asked for it, or it was older than you keep such things.
             * @enum {string}
             */
            reason: "request" | "retention";
            subject: string | null;
            /** @enum {string} */
            status: "running" | "done";
            requestedBy: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            requestedAt: string;
            /**
             * Format: date-time
             * @description What there is goes at once. From then on the deletion looks for what came late, and is done.
             */
            lastLookAt: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            finishedAt: string | null;
            counts: components["schemas"]["DeletedCounts"];
            /** @description Of all objects. */
            bytes: number | null;
            list: {
                key: string;
                /** @description Of the list. */
                sha256: string;
                objects: number;
                /** @description Objects of more than 256 MiB, which have no digest in it. */
                sizeOnly: number;
            } | null;
            /** @description What no deletion reaches, and until when. */
            horizons: components["schemas"]["Horizon"][];
        };
        DeletionPage: {
            data: components["schemas"]["Deletion"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A JWK Set (RFC 7517). */
        ReceiptKeys: {
            keys: {
                [key: string]: string;
            }[];
        };
        Members: {
            data: components["schemas"]["Member"][];
        };
        Member: {
            id: string;
            email: string;
            /**
             * @description An admin may do all that a member may, and `likeness/admin`.
             * @enum {string}
             */
            role: "member" | "admin";
            /**
             * @description Invited until the first sign-in.
             * @enum {string}
             */
            status: "invited" | "active";
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            createdAt: string;
        };
        InvitedMember: components["schemas"]["Member"] & {
            /** @description Where they choose a password: hand it over, no other answer has it. Null where it is mailed to them. */
            invitation: string | null;
        };
        NewMember: {
            /**
             * @description Where the invitation goes.
             * @example ann@example.com
             */
            email: string;
            /**
             * @description An admin may do all that a member may, and `likeness/admin`.
             * @default member
             * @enum {string}
             */
            role?: "member" | "admin";
        };
        MemberChanges: {
            /**
             * @description An admin may do all that a member may, and `likeness/admin`.
             * @enum {string}
             */
            role: "member" | "admin";
        };
        Clients: {
            data: components["schemas"]["Client"][];
        };
        Client: {
            id: string;
            name: string;
            scopes: ("likeness/read" | "likeness/write" | "likeness/embed" | "likeness/admin")[];
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            createdAt: string;
        };
        ClientWithSecret: components["schemas"]["Client"] & {
            /** @description Keep it: it is in no other answer, and nobody can read it again. */
            secret: string;
        };
        NewClient: {
            name: string;
            scopes: ("likeness/read" | "likeness/write" | "likeness/embed" | "likeness/admin")[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
