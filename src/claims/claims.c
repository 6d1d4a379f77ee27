/* claims.c */
#include "claims/claims.h"
