//! How the deciders' commands are declared.

/// Declares commands: a payload struct for each, and the enum over them. Commands whose payload is that of the event
/// that follows come first. Before the first `;`, as for events: the name of the macro that passes the list of them to
/// another macro.
macro_rules! commands {
    ($(#[$command_doc:meta])* ($d:tt) $each:ident; $($(#[$as_doc:meta])* $as_is:ident($payload:ident),)* ; $(
        $(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

            impl From<$name> for Command {
                fn from(payload: $name) -> Self {
                    Self::$name(payload)
                }
            }
        )*

        $(impl From<$payload> for Command {
            fn from(payload: $payload) -> Self {
                Self::$as_is(payload)
            }
        })*

        /// Calls a macro with the names of all commands.
        #[macro_export]
        macro_rules! $each {
            ($d callback:ident) => { $d callback! { $($as_is)* $($name)* } };
        }

        $(#[$command_doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Command {
            $($(#[$as_doc])* $as_is($payload),)*
            $($(#[$doc])* $name($name),)*
        }
    };
}
pub(crate) use commands;
